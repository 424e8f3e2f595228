import {
  LONGEST_GROUP_NAME,
  PARKED_HOST,
  VALUES_PER_RULE,
  sorryTargetGroupName,
} from "../../accounts/listener-rules";

const DIGEST_LENGTH = 8;
/** What a name that is too long keeps of its own. */
const ROOM = LONGEST_GROUP_NAME - DIGEST_LENGTH - 1;

/** How many hosts a rule for staff may have, so that one of its values is left for who they are. */
const HOSTS = Array.from({ length: VALUES_PER_RULE - 1 }, (_, i) => i + 1).join(", ");

/** How many rules are looked through one by one for a rule's priority. */
const CHUNK = 50;

/** accounts/listener-rules.ts in Terraform's language: the same rules, with the same keys and priorities. */
export const LISTENER_RULES = `locals {
  long_name         = "${sorryTargetGroupName("${var.name}")}"
  target_group_name = length(local.long_name) <= ${LONGEST_GROUP_NAME} ? local.long_name : format("%s-%s", replace(substr(local.long_name, 0, ${ROOM}), "/-+$/", ""), substr(sha256(var.name), 0, ${DIGEST_LENGTH}))

  # Each site's share of the requests for the sorry servers, in percent.
  percents = {
    for name, site in var.sites : name => try(tonumber(trimsuffix(site.state, "%")), site.state == "on" ? 100 : 0)
  }

  # Each listener's sites, as PORT/SITE, with all that their rules are made of.
  sites = merge([
    for port, listener in var.listeners : {
      for name in listener.sites == null ? keys(var.sites) : keys(listener.sites) :
      format("%s/%s", port, name) => {
        port     = port
        name     = name
        domains  = var.sites[name].domains
        percent  = local.percents[name]
        original = try(coalesce(listener.sites[name].original), listener.original)
        staff    = try(listener.sites[name].staff, null) == null ? listener.staff : listener.sites[name].staff
      }
    }
  ]...)

  # The ways to be staff: the values that tell it, any of them, and how many rules they take by the number of hosts in
  # each. A rule has at most ${VALUES_PER_RULE} values, and each host must meet each value in some rule.
  ways = flatten([
    for site in values(local.sites) : [
      for way, values in {
        staff-cidrs  = site.staff.cidrs
        staff-header = site.staff.header == null ? [] : [site.staff.header.value]
        staff-path   = site.staff.path_prefix == null ? [] : [site.staff.path_prefix, format("%s/*", site.staff.path_prefix)]
        } : {
        site   = site
        way    = way
        values = values
        counts = [for hosts in [${HOSTS}] : ceil(length(site.domains) / hosts) * ceil(length(values) / (${VALUES_PER_RULE} - hosts))]
      } if length(values) > 0
    ] if site.staff != null
  ])
  staff_rules = flatten([
    for one in local.ways : [
      for i, pair in setproduct(
        chunklist(one.site.domains, index(one.counts, min(one.counts...)) + 1),
        chunklist(one.values, ${VALUES_PER_RULE - 1} - index(one.counts, min(one.counts...))),
        ) : {
        kind   = "staff"
        way    = one.way
        site   = one.site
        number = i
        hosts  = pair[0]
        values = pair[1]
      }
    ]
  ])
  sorry_rules = flatten([
    for site in values(local.sites) : [
      for i, hosts in chunklist(site.domains, ${VALUES_PER_RULE}) : {
        kind   = "sorry"
        way    = "sorry"
        site   = site
        number = i
        hosts  = hosts
        values = []
      }
    ]
  ])

  # All rules, as PORT/SITE/WAY/NUMBER. One is always there: of a site that is off, its host is one that nobody asks for.
  rules = {
    for rule in concat(local.staff_rules, local.sorry_rules) :
    format("%s/%s/%s/%d", rule.site.port, rule.site.name, rule.way, rule.number) => {
      key      = format("%s/%s/%d", rule.site.name, rule.way, rule.number)
      block    = format("%s/%s", rule.site.port, rule.kind)
      port     = rule.site.port
      site     = rule.site.name
      original = rule.site.original
      hosts    = rule.site.percent == 0 ? ["${PARKED_HOST}"] : rule.hosts
      cidrs    = rule.way == "staff-cidrs" ? rule.values : []
      headers  = rule.way == "staff-header" ? [{ name = rule.site.staff.header.name, values = rule.values }] : []
      paths    = rule.way == "staff-path" ? rule.values : []
      # Where the requests go: to the sorry servers, or to the group that serves the web site.
      forwards = rule.kind == "staff" ? [{ to = "original", weight = 1 }] : contains([0, 100], rule.site.percent) ? [{ to = "sorry", weight = 1 }] : [
        { to = "sorry", weight = rule.site.percent },
        { to = "original", weight = 100 - rule.site.percent },
      ]
    }
  }

  # Which priorities belong to a kind of rule, as PORT/KIND: staff comes first, in the first half.
  blocks = merge([
    for port, listener in var.listeners : {
      format("%s/staff", port) = {
        first = listener.priorities.first
        size  = floor((listener.priorities.last - listener.priorities.first + 1) / 2)
      }
      format("%s/sorry", port) = {
        first = listener.priorities.first + floor((listener.priorities.last - listener.priorities.first + 1) / 2)
        size  = ceil((listener.priorities.last - listener.priorities.first + 1) / 2)
      }
    }
  ]...)

  # A rule's place in its block follows from its key alone: "PLACE PORT/KEY", in order.
  places = {
    for name, block in local.blocks : name => sort([
      for id, rule in local.rules :
      format("%05d %s", parseint(substr(sha256(rule.key), 0, 8), 16) % block.size, id) if rule.block == name
    ])
  }
  # Two that come to the same place: the later gives way to the next, and so does whoever is there. So a rule's priority
  # is the highest that any rule up to it asks for, each that follows one more; at the block's end there is room for all.
  # The highest of each chunk is put together once: all rules before, for each rule, would be minutes for thousands.
  wanted = {
    for name, places in local.places : name => chunklist([for i, place in places : tonumber(substr(place, 0, 5)) - i], ${CHUNK})
  }
  highest = {
    for name, chunks in local.wanted : name => [for chunk in chunks : max(chunk...)]
  }
  priorities = merge([
    for name, places in local.places : {
      for i, place in places : substr(place, 6, -1) => local.blocks[name].first + min(
        local.blocks[name].size - length(places) + i,
        i + max(concat(
          slice(local.highest[name], 0, floor(i / ${CHUNK})),
          slice(local.wanted[name][floor(i / ${CHUNK})], 0, i % ${CHUNK} + 1),
        )...),
      )
    }
  ]...)

  # What can't be: for the preconditions.
  without_original = sort(distinct([
    for rule in values(local.rules) : format("%s (port %s)", rule.site, rule.port)
    if rule.original == null && contains(rule.forwards[*].to, "original")
  ]))
  full_blocks = [
    for name, places in local.places :
    format("%s (%d rules, room for %d)", name, length(places), local.blocks[name].size) if length(places) > local.blocks[name].size
  ]
  # A wildcard takes what other sites have below it: each domain is looked up by the names above it.
  wildcards = {
    for one in flatten([for site in values(local.sites) : [for domain in site.domains : { site = site, domain = domain }]]) :
    format("%s/%s", one.site.port, one.domain) => { name = one.site.name, percent = one.site.percent }...
    if one.site.percent > 0 && startswith(one.domain, "*.")
  }
  names_above = flatten([
    for site in values(local.sites) : [
      for labels in [for domain in site.domains : split(".", trimprefix(domain, "*."))] : [
        for i in range(1, length(labels)) : { site = site, name = join(".", slice(labels, i, length(labels))) }
      ]
    ]
  ])
  overlaps = distinct(flatten([
    for narrow in local.names_above : [
      for wide in try(local.wildcards[format("%s/*.%s", narrow.site.port, narrow.name)], []) :
      format("%s (port %s) and %s", wide.name, narrow.site.port, narrow.site.name) if wide.percent != narrow.site.percent
    ]
  ]))
}
`;
