//! House-keeping: what the files outside the crates promise, checked by reading them.

// Lets the lints see that the helpers are test code too.
#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use saphyr::{LoadableYamlNode, Yaml};

/// Every variable that a program of this workspace reads.
const VARIABLES: [&str; 19] = [
    "API_ADDR",
    "DATABASE_SCHEMA",
    "DATABASE_URL",
    "MIGRATE_CONNECT_TIMEOUT",
    "MIGRATE_LEASE_TIME",
    "MIGRATE_LOCK",
    "MIGRATE_LOCK_TIMEOUT",
    "MIGRATE_ON_BOOT",
    "MIGRATE_STATEMENT_TIMEOUT",
    "MIGRATE_TABLE_LOCK_TIMEOUT",
    "MIGRATE_YES",
    "RUST_LOG",
    "SHADOW_MYSQL_URL",
    "SHADOW_POSTGRES_URL",
    "TEST_GALERA_URLS",
    "TEST_MYSQL_URL",
    "TEST_PGBOUNCER_URL",
    "TEST_POSTGRES_REPLICA_URL",
    "TEST_POSTGRES_URL",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask is a folder of the workspace")
        .to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The files of the repository that are text, with their paths; `None` outside a git checkout, as
/// in an unpacked archive. Files that are not committed yet count, so that a problem shows before
/// the commit.
fn files() -> Option<Vec<(String, String)>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let paths = String::from_utf8(output.stdout).expect("paths are UTF-8");
    let text = |path: &str| Some((path.to_owned(), fs::read_to_string(root().join(path)).ok()?));
    Some(paths.split_terminator('\0').filter_map(text).collect())
}

mod compose {
    use super::*;

    fn check(service: &str, keys: &[&str]) {
        let text = read("docker-compose.yml");
        let documents = Yaml::load_from_str(&text).expect("docker-compose.yml is YAML");
        let service_node = &documents[0]["services"][service];
        for key in keys {
            let mut node = service_node;
            for part in key.split('.') {
                node = node
                    .as_mapping_get(part)
                    .unwrap_or_else(|| panic!("docker-compose.yml: {service} lacks {key}"));
            }
        }
        for port in service_node["ports"].as_vec().expect("ports is a list") {
            let port = port.as_str().expect("a port is a string");
            assert!(port.starts_with("127.0.0.1:"), "{service}: {port} is open to the network");
        }
    }

    #[test]
    fn postgres_keeps_its_data_and_is_checked() {
        check(
            "postgres",
            &["image", "healthcheck.test", "volumes", "environment.POSTGRES_PASSWORD"],
        );
    }

    #[test]
    fn mariadb_starts_on_request() {
        check("mariadb", &["image", "healthcheck.test", "volumes", "profiles"]);
    }

    #[test]
    fn the_api_runs_in_replicas_after_its_database() {
        check(
            "api",
            &[
                "build",
                "healthcheck.test",
                "deploy.replicas",
                "depends_on.postgres.condition",
                "stop_grace_period",
                "environment.API_ADDR",
                "environment.DATABASE_URL",
                "environment.MIGRATE_ON_BOOT",
                "depends_on.migrate.condition",
            ],
        );
        hardened("api");
    }

    #[test]
    fn the_schema_is_migrated_by_a_job_of_the_same_image() {
        let (job, server) = (service("migrate"), service("api"));
        assert_eq!(text(&job, "restart"), "no", "a job ends");
        assert_eq!(text(&job, "image"), text(&server, "image"));
        let mode = server
            .as_mapping_get("environment")
            .and_then(|of| of.as_mapping_get("MIGRATE_ON_BOOT"));
        assert_eq!(mode.and_then(Yaml::as_str), Some("${MIGRATE_ON_BOOT:-verify}"));
        hardened("migrate");
        let image = read("Dockerfile");
        assert!(
            image.contains("/out/api /out/migration /usr/local/bin/"),
            "the image has both programs"
        );
    }

    /// The files add and take away variables of services that there are, and the server reads what
    /// they set.
    #[test]
    fn secrets_can_be_in_files() {
        let documents =
            Yaml::load_from_str(&read("docker-compose.secrets.yml")).expect("it is YAML");
        let services = documents[0]["services"].as_mapping().expect("services");
        for (name, of) in services {
            let base = service(name.as_str().expect("a name"));
            for (variable, _) in
                of.as_mapping_get("environment").and_then(Yaml::as_mapping).expect("environment")
            {
                let variable = variable.as_str().expect("a name");
                let there =
                    base.as_mapping_get("environment").and_then(|of| of.as_mapping_get(variable));
                assert!(there.is_some() || variable.ends_with("_FILE"), "{variable}");
            }
            for secret in of.as_mapping_get("secrets").and_then(Yaml::as_vec).expect("secrets") {
                let name = secret.as_str().expect("a name");
                let known =
                    documents[0].as_mapping_get("secrets").and_then(|of| of.as_mapping_get(name));
                assert!(known.is_some(), "{name}");
            }
        }
    }

    fn service(name: &str) -> Yaml<'static> {
        let text: &'static str = read("docker-compose.yml").leak();
        let mut documents = Yaml::load_from_str(text).expect("docker-compose.yml is YAML");
        let document = documents.remove(0);
        document["services"][name].clone()
    }

    fn text(of: &Yaml<'_>, key: &str) -> String {
        of.as_mapping_get(key)
            .and_then(Yaml::as_str)
            .unwrap_or_else(|| panic!("no {key}"))
            .to_owned()
    }

    /// Nothing is written into the container, and no right is needed.
    fn hardened(name: &str) {
        let of = service(name);
        assert_eq!(of.as_mapping_get("read_only").and_then(Yaml::as_bool), Some(true), "{name}");
        let dropped = of.as_mapping_get("cap_drop").and_then(Yaml::as_vec).expect("cap_drop");
        assert_eq!(
            dropped.iter().filter_map(|one| one.as_str()).collect::<Vec<_>>(),
            ["ALL"],
            "{name}"
        );
    }
}

/// The workflow that users copy.
mod workflow {
    use super::*;

    #[test]
    fn it_is_yaml_and_runs_what_there_is() {
        let text = read("examples/github/migrations.yml");
        let documents = Yaml::load_from_str(&text).expect("the workflow is YAML");
        let steps = &documents[0]["jobs"]["check"]["steps"];
        let commands: Vec<&str> = steps
            .as_vec()
            .expect("steps is a list")
            .iter()
            .filter_map(|step| step.as_mapping_get("run")?.as_str())
            .flat_map(str::lines)
            .filter_map(|line| line.split_once("--package migration -- "))
            .map(|(_, command)| command)
            .collect();
        assert_eq!(commands, ["review --format github < new-migrations", "check --format github"]);
    }
}

mod environment {
    use super::*;

    /// The names of `.env.example`, where a line assigns a default or, behind `# `, shows one.
    fn documented() -> BTreeSet<String> {
        read(".env.example")
            .lines()
            .filter_map(|line| line.trim_start_matches("# ").split_once('='))
            .map(|(name, _)| name)
            .filter(|name| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn every_variable_is_documented() {
        let documented = documented();
        let missing: Vec<_> =
            VARIABLES.iter().filter(|name| !documented.contains(**name)).collect();
        assert!(missing.is_empty(), ".env.example lacks {missing:?}");
    }

    #[test]
    fn every_documented_variable_is_used() {
        let Some(files) = files() else { return };
        let unused: Vec<_> = documented()
            .into_iter()
            .filter(|name| {
                !files
                    .iter()
                    .filter(|(path, _)| {
                        path != ".env.example" && path != "xtask/tests/repository.rs"
                    })
                    .any(|(_, text)| text.contains(name.as_str()))
            })
            .collect();
        assert!(unused.is_empty(), ".env.example names what nothing reads: {unused:?}");
    }
}

mod text {
    use super::*;

    /// Written in two halves, so that this file does not contain them.
    const FORBIDDEN: [(&str, &str, &str); 8] = [
        ("/wo", "rk/", "a path of one machine"),
        ("/ro", "ot/", "a path of one machine"),
        ("/home/ru", "nner", "a path of one machine"),
        ("crates", ".io", "a registry; cargo's configuration names it"),
        ("docker", ".io", "a registry; images are named without one"),
        ("ghcr", ".io", "a registry; images are named without one"),
        ("quay", ".io", "a registry; images are named without one"),
        ("npmjs", ".", "a registry"),
    ];

    #[test]
    fn no_file_names_a_registry_or_a_path_of_one_machine() {
        let Some(files) = files() else { return };
        let mut found = Vec::new();
        // Cargo writes the registry of each package into its lock file.
        for (path, text) in files.iter().filter(|(path, _)| !path.ends_with("Cargo.lock")) {
            for (number, line) in text.lines().enumerate() {
                for (start, end, what) in FORBIDDEN {
                    if line.contains(&[start, end].concat()) {
                        found.push(format!("{path}:{}: {what}: {line}", number + 1));
                    }
                }
            }
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

/// The words of the field, as migrations' users know them from SeaORM, Flyway, Atlas and the
/// databases' manuals.
mod words {
    use super::*;

    /// A word that is not used any more, the one that took its place, and the lines that may have
    /// it all the same: those with one of these texts in them, or in a file with one of them in its
    /// path.
    struct Retired(&'static [&'static str], &'static str, &'static [&'static str]);

    const RETIRED: [Retired; 7] = [
        Retired(
            &["step", "steps"],
            "migration",
            &[
                "step by step",
                "step_by",
                "steps:",
                "[\"steps\"]",
                "stepOver",
                "migration-kit/tests/migration.rs",
                "migration-kit/tests/public.rs",
                "late-step",
                "step-panics",
                "mod step",
                "Planned as Step",
                "Runs one step",
                "Dockerfile",
            ],
        ),
        Retired(&["ledger", "ledgers"], "history table", &["_ledger"]),
        Retired(&["scratch", "throw", "throwaway"], "shadow database", &["OLDER_PREFIX"]),
        Retired(
            &["adopt", "adopted"],
            "baseline",
            &["`adopt`", "alias", "\"adopt", "help/migration.snap"],
        ),
        Retired(
            &["undo", "undone", "undoes", "undoing"],
            "roll back",
            &[
                "dialect/mysql/lint.rs",
                "dialect/mysql/reach.rs",
                "record/model.rs",
                "dependencies.md",
            ],
        ),
        Retired(&["lossy"], "destructive", &["to_string_lossy", "from_utf8_lossy", "lossy-down"]),
        Retired(&["swap", "swaps", "swapped"], "switch", &["mem::swap", ".swap(", "swap_remove"]),
    ];

    /// The words of a line: names are taken apart at underscores and capitals.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut before = ' ';
        for letter in line.chars() {
            if !letter.is_alphabetic() || (letter.is_uppercase() && before.is_lowercase()) {
                words.push(String::new());
            }
            if letter.is_alphabetic() {
                words.last_mut().expect("there is one").extend(letter.to_lowercase());
            }
            before = letter;
        }
        words
    }

    #[test]
    fn retired_words_are_not_used() {
        let Some(files) = files() else { return };
        let ours = files.iter().filter(|(path, _)| {
            let is_of_others = path.contains("tests/schemas/")
                || path.starts_with("LICENSE")
                || path.ends_with(".lock");
            !is_of_others && path != "xtask/tests/repository.rs"
        });
        let mut wrong = Vec::new();
        for (path, text) in ours {
            for (number, line) in text.lines().enumerate() {
                for Retired(retired, instead, fine) in &RETIRED {
                    if fine.iter().any(|fine| line.contains(fine) || path.contains(fine)) {
                        continue;
                    }
                    if let Some(word) =
                        words(line).iter().find(|word| retired.contains(&word.as_str()))
                    {
                        wrong.push(format!("{path}:{}: `{word}` is called {instead}", number + 1));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn names_have_at_most_fifty_characters() {
        let Some(files) = files() else { return };
        let mut long = Vec::new();
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
            let names = text.split("fn ").skip(1).filter_map(|rest| rest.split(['(', '<']).next());
            let is_name = |name: &&str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            long.extend(
                names
                    .filter(is_name)
                    .filter(|name| name.len() > 50)
                    .map(|name| format!("{path}: {name}")),
            );
        }
        assert!(long.is_empty(), "{}", long.join("\n"));
    }

    /// Code is rustfmt's; tables, addresses and what the rules say about themselves have the room
    /// that they need.
    #[test]
    fn prose_has_at_most_a_hundred_columns() {
        let Some(files) = files() else { return };
        let mut long = Vec::new();
        for (path, text) in
            files.iter().filter(|(path, _)| path.ends_with(".rs") || path.ends_with(".md"))
        {
            if path == "docs/rules.md" {
                continue;
            }
            let mut is_code = false;
            for (number, line) in text.lines().enumerate() {
                let is_markdown = path.ends_with(".md");
                is_code ^= is_markdown && line.trim_start().starts_with("```");
                let comment = line.trim_start().trim_start_matches(['/', '!']).trim_start();
                let is_prose =
                    if is_markdown { !is_code } else { line.trim_start().starts_with("//") };
                let is_free = comment.starts_with('|') || comment.contains("://");
                if is_prose && !is_free && line.chars().count() > 100 {
                    long.push(format!("{path}:{}", number + 1));
                }
            }
        }
        assert!(long.is_empty(), "{}", long.join("\n"));
    }
}
