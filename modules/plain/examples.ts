const SHARED = `
module "sorry_shared" {
  source    = "./sorry-shared"
  providers = { aws = aws, aws.us_east_1 = aws.us_east_1, aws.zone = aws }

  account_id   = "111111111111"
  sorry_domain = "sorry.example.com"
  site_names   = keys(local.sites)
}
`;

const DISTRIBUTION = `
locals {
  sites = {
    domain-a = { domains = ["example.com"], state = "off", page = "maintenance", status = 503, retry_after = "7200" }
    domain-b = { domains = ["example.net"], state = "off", page = "closed", status = 404, retry_after = null }
  }
}

module "sorry_distribution" {
  source    = "./sorry-distribution"
  providers = { aws = aws, aws.zone = aws }
  for_each  = local.sites

  shared      = module.sorry_shared.shared
  site_name   = each.key
  page_folder = "\${path.module}/pages/\${each.value.page}"
  status      = each.value.status
  retry_after = each.value.retry_after
}
`;

const SWITCH = `
locals {
  load_balancers = {
    web = {
      443 = {
        original = "web"
        staff    = { cidrs = ["192.0.2.0/24"], header = { name = "X-Staff", value = "yes" }, path_prefix = "/admin" }
      }
    }
  }
}

module "load_balancer_switch" {
  source   = "./load-balancer-switch"
  for_each = local.load_balancers

  name      = each.key
  vpc_id    = "vpc-0123456789abcdef0"
  listeners = each.value
  sites     = local.sites # of each its domains, and its state: off, on, or a share such as 10%
}
`;

const FLEET = `
module "sorry_fleet" {
  source = "./sorry-fleet"

  name             = "corporate"
  region           = "ap-northeast-1"
  vpc_id           = "vpc-0123456789abcdef0"
  subnet_ids       = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  image_account_id = "111111111111"
  config_hash      = "0123456789ab" # jsondecode(file("cdktf.out/golden-ami/amis.json")).configHash
  load_balancers   = values(module.load_balancer_switch)[*].served
  alarm_topic_arn  = "arn:aws:sns:ap-northeast-1:111111111111:alarms"
}
`;

/** How each module is used, in HCL, by its name; together they are a whole configuration but for the providers. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  "sorry-shared": SHARED,
  "sorry-distribution": DISTRIBUTION,
  "load-balancer-switch": SWITCH,
  "sorry-fleet": FLEET,
};
