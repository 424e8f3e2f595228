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
    domain-a = { page = "maintenance", status = 503, retry_after = "7200" }
    domain-b = { page = "closed", status = 404, retry_after = null }
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

/** How each module is used, in HCL, by its name; together they are a whole configuration but for the providers. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  "sorry-shared": SHARED,
  "sorry-distribution": DISTRIBUTION,
};
