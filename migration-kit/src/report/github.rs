//! Annotations of GitHub Actions: a line on stdout for each finding, which the pull request then
//! shows at its location
//! (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message>).

use crate::escape::line;
use crate::lint::{Finding, Level};

/// One line for each finding.
pub(crate) fn annotations<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> String {
    findings.into_iter().map(annotation).collect()
}

fn annotation(finding: &Finding) -> String {
    let command = match (&finding.allowed, finding.level) {
        (Some(_), _) | (None, Level::Note) => "notice",
        (None, Level::Warning) => "warning",
        (None, Level::Error) => "error",
    };
    let mut properties = Vec::new();
    if let Some(location) = &finding.location {
        properties.push(format!("file={},line={}", property(&location.file), location.line));
    }
    let allowed = if finding.allowed.is_some() { " (allowed)" } else { "" };
    properties.push(format!("title={}", property(&format!("{}{allowed}", finding.rule))));
    format!("::{command} {}::{}\n", properties.join(","), data(&message(finding)))
}

/// The finding with what goes with it, on lines of their own once GitHub has read it.
fn message(finding: &Finding) -> String {
    let mut lines = vec![line(&finding.message).into_owned()];
    if let (Some(lock), Some(blocks)) = (finding.lock, finding.blocks) {
        lines.push(format!("It takes {lock}, which blocks {blocks}."));
    }
    match &finding.allowed {
        Some(reason) => lines.push(format!("Allowed: {}", line(reason))),
        None => lines.extend(finding.help.as_ref().map(|help| format!("Instead: {}", line(help)))),
    }
    lines.join("\n")
}

/// A message may hold anything but what would end it
/// (<https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts>).
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property also may not hold what would end it.
fn property(text: &str) -> String {
    data(&line(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::Location;
    use crate::report::topics;

    #[test]
    fn a_finding_is_one_line_whatever_is_in_it() {
        let mut finding = Finding::about(&topics()[0], "50 %\nof it: a, b::c\r\x1b[1m");
        finding.help = None;
        (finding.lock, finding.blocks) = (None, None);
        finding.level = Level::Error;
        finding.location = Some(Location { file: "a,b:c/m1.rs".to_owned(), line: 7 });
        let line = annotations([&finding]);
        let rule = finding.rule;
        assert_eq!(
            line,
            format!(
                "::error file=a%2Cb%3Ac/m1.rs,line=7,title={rule}::50 %25\\nof it: a, b::c\\r\\u{{1b}}[1m\n"
            )
        );
        finding.allowed = Some("we know".to_owned());
        finding.location = None;
        let line = annotations([&finding]);
        assert_eq!(
            line,
            format!(
                "::notice title={rule} (allowed)::50 %25\\nof it: a, b::c\\r\\u{{1b}}[1m%0AAllowed: we know\n"
            )
        );
    }
}
