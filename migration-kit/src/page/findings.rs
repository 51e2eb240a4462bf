//! What the linter says of the SQL, by rule: why once, and then where.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::read::Migration;
use crate::escape::line;
use crate::lint::{Finding, Level};
use crate::plural::plural;

/// The findings of every migration, the worst rules first.
pub(super) fn findings(migrations: &[Migration]) -> Markup {
    let mut rules: BTreeMap<(Level, &str), Vec<(&Migration, &Finding)>> = BTreeMap::new();
    for (migration, finding) in migrations
        .iter()
        .flat_map(|migration| migration.findings.iter().map(move |found| (migration, found)))
    {
        rules.entry((finding.level, finding.rule)).or_default().push((migration, finding));
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
                    summary { (plural(found.len(), "finding", "findings")) }
                    table {
                        thead { tr { th scope="col" { "Migration" } th scope="col" { "What happens" } } }
                        tbody {
                            @for (migration, finding) in found {
                                tr { th scope="row" { code { (line(&migration.status.version)) } } td { (line(&finding.message)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What is the same for every finding of a rule.
fn why(finding: &Finding) -> Markup {
    let lock = finding.lock.map(|lock| format!("takes {lock}"));
    let blocks = finding.blocks.map(|blocks| format!("blocks {blocks}"));
    let harm = lock.into_iter().chain(blocks).collect::<Vec<_>>().join(", ");
    html! {
        @if !harm.is_empty() { p.meta { "It " (harm) "." } }
        @if let Some(help) = &finding.help { p { strong { "Instead: " } (help) "." } }
    }
}
