const SHARED = `
provider "aws" { region = "ap-northeast-1" }
provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"
}

module "sorry_shared" {
  source       = "./sorry-shared"
  providers    = { aws = aws, aws.us_east_1 = aws.us_east_1, aws.zone = aws }
  account_id   = "111111111111"
  sorry_domain = "sorry.example.com"
  site_names   = ["domain-a"]
}
`;

const DISTRIBUTION = `
provider "aws" { region = "us-east-1" }

module "sorry_shared" {
  source       = "./sorry-shared"
  providers    = { aws = aws, aws.us_east_1 = aws, aws.zone = aws }
  account_id   = "111111111111"
  sorry_domain = "sorry.example.com"
  site_names   = ["domain-a"]
}

module "domain_a" {
  source      = "./sorry-distribution"
  providers   = { aws = aws, aws.zone = aws }
  shared      = module.sorry_shared.shared
  site_name   = "domain-a"
  page_folder = "pages/maintenance"
}
`;

const SWITCH = `
provider "aws" { region = "ap-northeast-1" }

module "load_balancer_switch" {
  source    = "./load-balancer-switch"
  name      = "web"
  vpc_id    = "vpc-0123456789abcdef0"
  sites     = { domain-a = { domains = ["example.com"], state = "off" } } # or on, or a share such as 10%
  listeners = { 443 = { original = "web" } }
}
`;

const FLEET = `
provider "aws" { region = "ap-northeast-1" }

module "sorry_fleet" {
  source           = "./sorry-fleet"
  name             = "corporate"
  region           = "ap-northeast-1"
  vpc_id           = "vpc-0123456789abcdef0"
  subnet_ids       = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  image_account_id = "111111111111"
  # Or jsondecode(file("cdktf.out/golden-ami/amis.json")).configHash
  config_hash = "0123456789ab"
  # Or [module.load_balancer_switch.served]
  load_balancers = [{ security_group_ids = ["sg-0123456789abcdef0"] }]
}
`;

/** How each module is used, in HCL, by its name: a whole configuration each. All together: docs/terraform-modules.md. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  "sorry-shared": SHARED,
  "sorry-distribution": DISTRIBUTION,
  "load-balancer-switch": SWITCH,
  "sorry-fleet": FLEET,
};
