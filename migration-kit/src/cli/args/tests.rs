//! The arguments: every stock form, where options may stand, and what each command's help says.

use super::*;

/// The words of a line become a command, or a mistake.
fn parsed(line: &str) -> Result<Args, Error> {
    let words = std::iter::once("migration").chain(line.split_whitespace());
    match parse(words.map(OsString::from))? {
        Parsed::Run(args) => Ok(args),
        Parsed::Show(text) => panic!("{line}: {text}"),
    }
}

/// Both lines mean the same.
#[track_caller]
fn check_same(line: &str, expected: &str) {
    let debug = |line| format!("{:?}", parsed(line).unwrap());
    assert_eq!(debug(line), debug(expected), "{line}");
}

/// The line is refused, with this message, and a hint that has these words.
#[track_caller]
fn check_refused(line: &str, message: &str, hint: &str) {
    let error = parsed(line).unwrap_err();
    assert_eq!((error.exit_code(), error.to_string().as_str()), (2, message), "{line}");
    assert!(error.hint().is_some_and(|told| told.contains(hint)), "{line}: {:?}", error.hint());
}

#[test]
fn the_arguments_are_consistent() {
    command().debug_assert();
    before(&command()).debug_assert();
}

#[test]
fn every_stock_form_is_understood() {
    for line in [
        "",
        "up",
        "up -n 2",
        "up --num 2",
        "up --dry-run",
        "repair m1 --mark applied",
        "repair --accept-edit",
        "baseline --lock lease",
        "up --yes",
        "status --yes --yes",
        "baseline",
        "down",
        "down -n 2",
        "down --num 2",
        "down --dry-run",
        "fresh",
        "refresh",
        "reset",
        "status",
        "generate x",
        "generate",
        "generate x --empty",
        "generate --rename s.t.a:b --rename t.c:d --drop t.e --accept t.f --backfill t.g=1 --online",
        "generate x --local-time",
        "generate x --universal-time",
        "review",
        "review m1 migration/src/m2.rs --live --format github",
        "check --live --compile --from m1 --format sarif",
        "sql --from m1 --to m2 --down",
        "diagram",
        "diagram --format mermaid -o schema.mmd",
        "diagram --output schema.svg",
        "-v up",
        "up -v",
        "up -u sqlite::memory:",
        "--database-url sqlite::memory: up",
        "-s public status",
        "--verbose down",
        "status --database-schema a,b",
        "up --database-url sqlite::memory: -n 1",
        "generate -- -",
    ] {
        assert!(parsed(line).is_ok(), "{line}: {:?}", parsed(line));
    }
}

#[test]
fn options_before_the_command_are_its_own() {
    check_same("", "up");
    check_same("-u sqlite::memory: -v", "up -v -u sqlite::memory:");
    check_same("-vu sqlite::memory: up -n 2", "up -n 2 -v --database-url sqlite::memory:");
    check_same("-usqlite::memory: status", "status -u sqlite::memory:");
    check_same("--database-url=sqlite::memory: status", "status -u sqlite::memory:");
    check_same(
        "--lock lease --lock-timeout=5 -s app up",
        "up -s app --lock lease --lock-timeout 5",
    );
    check_same(
        "--table-lock-timeout 1 --statement-timeout 2",
        "up --table-lock-timeout 1 --statement-timeout 2",
    );
    check_same("--yes reset", "reset --yes");
    check_same("--format json status --check", "status --check --format json");
    check_same("--format mermaid diagram", "diagram --format mermaid");
    // The one behind the command counts.
    check_same("-u sqlite:a.db up -u sqlite:b.db", "up -u sqlite:b.db");
    check_same("--format json -v -v status --format github -v", "status --format github -v");
    check_same("--lock session up --lock lease", "up --lock lease");
}

/// One way to call the program, as in a script's variable, serves every command.
#[test]
fn what_means_nothing_to_a_command_may_precede() {
    check_same("-s app --lock lease --yes --lock-timeout 5 generate x", "generate x");
    check_same("--yes --lock lease status", "status");
}

#[test]
fn an_option_of_other_commands_names_them() {
    for (line, message, hint) in [
        (
            "generate --lock lease",
            "`generate` does not take --lock",
            "`up`, `down`, `fresh`, `refresh`, `reset`, `baseline` and `repair` take --lock;",
        ),
        (
            "status --lock-timeout=5",
            "`status` does not take --lock-timeout",
            "and `repair` take --lock-timeout;",
        ),
        (
            "baseline --statement-timeout 1",
            "`baseline` does not take --statement-timeout",
            "`repair` take --",
        ),
        ("diagram -s app", "`diagram` does not take -s", "`review`, `check` and `sql` take -s;"),
        ("up --drop t", "`up` does not take --drop", "`generate` takes --drop;"),
        ("baseline --drop t", "`baseline` does not take --drop", "`generate` takes --drop;"),
        (
            "up --format json",
            "`up` does not take --format",
            "`generate`, `review`, `check` and `diagram` take --format;",
        ),
        ("--format json sql", "`sql` does not take --format", "`diagram` take --format;"),
        ("status -n 1", "`status` does not take -n", "`up` and `down` take -n;"),
        (
            "--drop t generate",
            "--drop stands before the command, and only what belongs to every command may",
            "`generate` takes --drop;",
        ),
        ("--nonsense up", "unexpected argument '--nonsense' found", "--help lists"),
        ("up --nonsense", "unexpected argument '--nonsense' found", "--help lists"),
    ] {
        check_refused(line, message, hint);
    }
}

#[test]
fn a_format_that_is_not_printed_lists_others() {
    for line in [
        "status --format svg",
        "--format svg review",
        "check --format html",
        "generate --format mermaid",
    ] {
        let message = format!(
            "invalid value '{}' for '--format <FORMAT>'",
            line.split(' ').find(|word| ["svg", "html", "mermaid"].contains(word)).unwrap()
        );
        check_refused(line, &message, "possible values: text, json, github, sarif");
    }
    check_refused(
        "diagram --format json",
        "invalid value 'json' for '--format <FORMAT>'",
        "possible values: svg, mermaid, html",
    );
    check_refused(
        "environment --format sarif",
        "invalid value 'sarif' for '--format <FORMAT>'",
        "possible values: text, json",
    );
}

#[test]
fn a_url_among_the_words_is_not_repeated() {
    for line in
        ["up postgres://u:s3cret@h/db", "-u postgres://u:s3cret@h/db up mysql://u:s3cret@h/db"]
    {
        let error = parsed(line).unwrap_err();
        let text = format!("{error} {:?}", error.hint());
        assert!(!text.contains("s3cret"), "{text}");
    }
}

/// Every setting that has a flag is told in the help with its variable, and nothing else speaks of
/// a variable.
#[test]
fn settings_and_flags_are_the_same() {
    let command = command();
    let shared: Vec<&Arg> = command.get_arguments().collect();
    for setting in env::WITH_FLAG {
        let arg = shared.iter().find(|arg| arg.get_long() == setting.flag);
        let help = arg.and_then(|arg| arg.get_help()).map(ToString::to_string).unwrap_or_default();
        assert!(help.contains(&format!("[env: {}]", setting.variable)), "{setting:?}: {help}");
    }
}

/// The help of the program and of each command, as a terminal of 80 columns shows it.
fn helps() -> Vec<(String, String)> {
    let names = command()
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect::<Vec<_>>();
    let help = |words: &[&str]| {
        let shown = command().term_width(80).try_get_matches_from(words).unwrap_err();
        shown.render().to_string()
    };
    let of_command = |name: &String| (name.clone(), help(&["migration", name, "--help"]));
    let mut helps = vec![("migration".to_owned(), help(&["migration", "--help"]))];
    helps.extend(names.iter().map(of_command));
    helps
}

#[test]
fn every_help_is_as_it_was_read() {
    insta::with_settings!({ snapshot_path => "help", prepend_module_to_snapshot => false, omit_expression => true }, {
        for (name, help) in helps() {
            insta::assert_snapshot!(name, help);
        }
    });
}

/// Two screens of 24 lines, and every line fits. `-h` says the same.
#[test]
fn every_help_fits_on_two_screens() {
    for (name, help) in helps() {
        assert!(help.lines().count() <= 48, "{name}: {} lines\n{help}", help.lines().count());
        assert!(help.lines().all(|line| line.chars().count() <= 80), "{name}\n{help}");
        assert!(help.contains("\nExamples:\n  migration "), "{name}\n{help}");
        let words = ["migration", &name, "-h"];
        let words = if name == "migration" { &words[1..] } else { &words[..] };
        let short = command().term_width(80).try_get_matches_from(words).unwrap_err();
        let short = if name == "migration" { help.clone() } else { short.render().to_string() };
        assert_eq!(short, help, "{name}");
    }
}

/// Each example is understood.
#[test]
fn every_example_is_a_command() {
    for (name, help) in helps() {
        let (_, examples) = help.split_once("\nExamples:\n").unwrap();
        let lines = examples.lines().map(|line| line.trim().trim_start_matches("migration "));
        for line in
            lines.map(|line| line.split("  ").next().unwrap()).filter(|line| *line != "help up")
        {
            assert!(parsed(line).is_ok(), "{name}: {line}: {:?}", parsed(line));
        }
    }
}
