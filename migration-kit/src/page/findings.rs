//! What the linter says of the SQL, by rule: why once, and then where.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::read::Step;
use crate::escape::line;
use crate::lint::{Finding, Level};
use crate::plural::plural;

/// The findings of every step, the worst rules first.
pub(super) fn findings(steps: &[Step]) -> Markup {
    let mut rules: BTreeMap<(Level, &str), Vec<(&Step, &Finding)>> = BTreeMap::new();
    for (step, finding) in steps.iter().flat_map(|step| step.findings.iter().map(move |found| (step, found)))
    {
        rules.entry((finding.level, finding.rule)).or_default().push((step, finding));
    }
    if rules.is_empty() {
        return html! { p.empty { "Nothing was found." } };
    }
    html! {
        @for ((level, rule), found) in &rules {
            section.rule {
                h3 { span class=(format!("level level-{}", level.as_str())) { (level.as_str()) } " " (rule) }
                @if let Some((_, first)) = found.first() { (why(first)) }
                details open[found.len() <= 3] {
                    summary { (plural(found.len(), "place", "places")) }
                    table {
                        thead { tr { th scope="col" { "Step" } th scope="col" { "What happens" } } }
                        tbody {
                            @for (step, finding) in found {
                                tr { th scope="row" { code { (line(&step.status.version)) } } td { (line(&finding.message)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What is the same for every place of a rule.
fn why(finding: &Finding) -> Markup {
    let lock = finding.lock.map(|lock| format!("takes {lock}"));
    let blocks = finding.blocks.map(|blocks| format!("blocks {blocks}"));
    let harm = lock.into_iter().chain(blocks).collect::<Vec<_>>().join(", ");
    html! {
        @if !harm.is_empty() { p.meta { "It " (harm) "." } }
        @if let Some(help) = &finding.help { p { strong { "Instead: " } (help) "." } }
    }
}
