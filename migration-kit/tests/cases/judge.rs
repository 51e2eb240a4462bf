//! Takes each case through its journey, and judges it by the server's own definitions, by its dump
//! and by what its client answers.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use migration_kit::inside::witness::{Definitions, compare, definitions};
use migration_kit::testing::{Backend, TestDatabase, block_on};

use crate::case::{Case, Question, Verdict};
use crate::client;
use crate::project::Project;
use crate::workspace::Run;

/// The tables of the kit and of SeaORM.
const OWN: [&str; 4] = [
    "seaql_migrations",
    "seaql_migrations_ledger",
    "seaql_migrations_lease",
    "seaql_migrations_settings",
];

/// A case that has its migration, and waits for it to be compiled.
struct Ready {
    database: TestDatabase,
    /// With `before` and the rows in it.
    start: State,
    wanted: State,
    /// How many migrations were written.
    written: usize,
}

/// What is said of a database.
struct State {
    definitions: Definitions,
    dump: Vec<String>,
    counts: BTreeMap<String, String>,
}

/// The verdicts, in the order of the cases.
pub fn judge(cases: &[Case]) -> Vec<Verdict> {
    let mut project = Project::new(cases);
    let wrong = project.build();
    assert!(wrong.is_empty(), "{wrong:?}");
    let begun: Vec<Result<Ready, Verdict>> =
        of_each(cases.len(), |at| begin(&project, at, &cases[at]));
    let wrong: BTreeMap<usize, String> = project.build().into_iter().collect();
    let begun: Vec<Mutex<Option<Result<Ready, Verdict>>>> =
        begun.into_iter().map(|case| Mutex::new(Some(case))).collect();
    of_each(cases.len(), |at| {
        let begun = begun[at].lock().unwrap().take().unwrap();
        match (begun, wrong.get(&at)) {
            (Err(verdict), _) => verdict,
            (Ok(_), Some(errors)) => {
                Verdict::Failed(vec![format!("what was written does not compile:\n{errors}")])
            }
            (Ok(ready), None) => match finish(&project, at, &cases[at], &ready) {
                Ok(why) if why.is_empty() => Verdict::Held,
                Ok(why) => Verdict::Failed(why),
                Err(why) => Verdict::Failed(vec![why]),
            },
        }
    })
}

/// Two at a time: the machines that run this have two processors.
fn of_each<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done: Mutex<BTreeMap<usize, T>> = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= count {
                        break;
                    }
                    let result = work(at);
                    done.lock().unwrap().insert(at, result);
                }
            });
        }
    });
    done.into_inner().unwrap().into_values().collect()
}

/// What the server makes of the case by itself, then the history, the rows and `generate`.
fn begin(project: &Project, at: usize, case: &Case) -> Result<Ready, Verdict> {
    let backend = case.backend;
    let wanted = made(backend, &case.wanted).map_err(Verdict::DoesNotApply)?;
    made(backend, &case.before).map_err(Verdict::DoesNotApply)?;
    let failed = |why: String| Verdict::Failed(vec![why]);
    let database = block_on(TestDatabase::create(backend));
    succeeds("up", project.run(at, database.url(), &["up"])).map_err(failed)?;
    client::run(backend, database.url(), &case.rows).map_err(Verdict::DoesNotApply)?;
    let start = state(backend, &database);
    let mut args = vec!["generate".to_owned(), "change".to_owned()];
    let option = |flag: &String| flag.splitn(2, ' ').map(str::to_owned).collect::<Vec<String>>();
    args.extend(case.flags.iter().flatten().flat_map(option));
    let generate = |args: &[String]| {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        project.run(at, database.url(), &args)
    };
    let mut generated = generate(&args);
    if case.flags.is_none() && generated.code == 3 {
        args.extend(first_answers(&generated.stderr));
        generated = generate(&args);
    }
    if let Some(pattern) = case.refused.as_ref().or(case.may_refuse.as_ref()) {
        let is_refusal = matches!(generated.code, 2 | 3);
        if is_refusal && pattern.is_match(&generated.stderr) {
            return Err(Verdict::Held);
        }
        if case.refused.is_some() {
            return Err(failed(format!("generate has to refuse: {}", told(&generated))));
        }
    }
    let without_rows = generated.stderr.lines().find(|line| line.contains("without rows in"));
    if let Some(line) = without_rows {
        println!("{}: {line}", case.id);
    }
    succeeds(&args.join(" "), generated).map_err(failed)?;
    let written = project.migrations(at) - 1;
    Ok(Ready { database, start, wanted, written })
}

/// The first flag that is offered for each question.
fn first_answers(asked: &str) -> Vec<String> {
    let mut flags = Vec::new();
    let mut is_answered = true;
    for line in asked.lines() {
        let mut words = line.split_whitespace();
        match words.next().filter(|word| word.starts_with("--")) {
            Some(flag) if !is_answered => {
                flags.push(flag.to_owned());
                flags.extend(words.next().map(str::to_owned));
                is_answered = true;
            }
            Some(_) => {}
            None => is_answered = false,
        }
    }
    flags
}

/// The journey of a case whose migration is compiled, and what is wrong of where it leads.
fn finish(project: &Project, at: usize, case: &Case, ready: &Ready) -> Result<Vec<String>, String> {
    let (backend, url) = (case.backend, ready.database.url());
    let mut wrong = Vec::new();
    let sql = sql(project, at, url)?;
    for pattern in case.sql_has.iter().filter(|pattern| !pattern.is_match(&sql)) {
        wrong.push(format!("the SQL has no {pattern}:\n{sql}"));
    }
    for pattern in case.sql_has_not.iter().filter(|pattern| pattern.is_match(&sql)) {
        wrong.push(format!("the SQL has {pattern}:\n{sql}"));
    }
    let up = project.run(at, url, &["up"]);
    if let Some(pattern) = &case.up_fails {
        if up.code == 0 || !pattern.is_match(&up.stderr) {
            return Err(format!("up has to fail: {}", told(&up)));
        }
        wrong.extend(answers(backend, url, "after up", &case.after));
        return Ok(wrong);
    }
    succeeds("up", up)?;
    let there = state(backend, &ready.database);
    wrong.extend(differences("up", case, ready, &there));
    wrong.extend(other_counts("up", &ready.start, &there));
    succeeds("generate --check", project.run(at, url, &["generate", "--check"]))?;
    wrong.extend(answers(backend, url, "after up", &case.after));
    if ready.written == 0 {
        wrong.extend(answers(backend, url, "after down", &case.back));
        return Ok(wrong);
    }
    let before = state(backend, &ready.database);
    let number = ready.written.to_string();
    succeeds("down", project.run(at, url, &["down", "-n", &number]))?;
    let back = state(backend, &ready.database);
    wrong.extend(other_definitions("down", &ready.start, &ready.start, &back));
    wrong.extend(other_counts("down", &before, &back));
    wrong.extend(answers(backend, url, "after down", &case.back));
    let before = state(backend, &ready.database);
    succeeds("up again", project.run(at, url, &["up"]))?;
    let again = state(backend, &ready.database);
    wrong.extend(differences("up again", case, ready, &again));
    wrong.extend(other_counts("up again", &before, &again));
    Ok(wrong)
}

/// A database in which these statements were run by the client.
fn made(backend: Backend, statements: &[String]) -> Result<State, String> {
    let database = block_on(TestDatabase::create(backend));
    client::run(backend, database.url(), statements)?;
    Ok(state(backend, &database))
}

fn state(backend: Backend, database: &TestDatabase) -> State {
    let url = database.url();
    let definitions = block_on(async {
        let db = database.connect().await;
        let read = definitions(&db, &OWN).await.unwrap();
        db.close().await.unwrap();
        read
    });
    let dump = client::dump(backend, url).unwrap_or_else(|e| panic!("{e}"));
    State { definitions, dump, counts: counts(backend, url) }
}

/// How many rows each table has.
fn counts(backend: Backend, url: &str) -> BTreeMap<String, String> {
    let names = match backend {
        Backend::Sqlite => {
            "SELECT '\"' || replace(name, '\"', '\"\"') || '\"' FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        }
        Backend::Postgres => {
            "SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace \
             WHERE relkind IN ('r', 'p') AND nspname !~ '^pg_' AND nspname <> 'information_schema'"
        }
        Backend::MySql => {
            "SELECT concat('`', replace(table_name, '`', '``'), '`') FROM information_schema.tables \
             WHERE table_schema = database() AND table_type = 'BASE TABLE'"
        }
    };
    let listed = client::run(backend, url, &[names.to_owned()]).unwrap_or_else(|e| panic!("{e}"));
    let tables: Vec<&str> = listed.lines().filter(|name| !name.contains("seaql_")).collect();
    let asked: Vec<String> =
        tables.iter().map(|table| format!("SELECT count(*) FROM {table}")).collect();
    let told = client::run(backend, url, &asked).unwrap_or_else(|e| panic!("{e}"));
    tables.into_iter().map(str::to_owned).zip(told.lines().map(str::to_owned)).collect()
}

/// The SQL of what was written.
fn sql(project: &Project, at: usize, url: &str) -> Result<String, String> {
    let Some(first) = project.first_written(at) else { return Ok(String::new()) };
    let run = project.run(at, url, &["sql", "--from", &first]);
    match run.code {
        0 => Ok(run.stdout),
        _ => Err(format!("sql: {}", told(&run))),
    }
}

/// What differs from what the server makes of the statements that are wanted. What they do not make
/// is still there, as it was.
fn differences(after: &str, case: &Case, ready: &Ready, there: &State) -> Vec<String> {
    let Ready { start, wanted, .. } = ready;
    let mut wrong = other_definitions(after, start, wanted, there);
    let kept = |state: &State| compare(&wanted.definitions, &state.definitions).unmanaged;
    let (had, has) = (kept(start), kept(there));
    let lost = had.difference(&has).filter(|lost| !is_let_go(case, lost));
    wrong.extend(lost.map(|lost| format!("after {after} {lost} is gone")));
    wrong.extend(has.difference(&had).map(|new| format!("after {after} there is {new}")));
    wrong
}

/// Whether a flag drops the table, or gives it another name.
fn is_let_go(case: &Case, lost: &str) -> bool {
    case.flags.iter().flatten().any(|flag| {
        let table = match flag.split_once(' ') {
            Some(("--rename-table", names)) => names.split(':').next(),
            Some(("--drop", name)) => Some(name),
            _ => None,
        };
        table.is_some_and(|table| lost == format!("table {table}"))
    })
}

/// A trigger that nobody wants but that was there at the start stays as it was.
fn other_definitions(after: &str, start: &State, wanted: &State, there: &State) -> Vec<String> {
    let mut seen = compare(&wanted.definitions, &there.definitions);
    seen.disagreements.retain(|found| {
        let is_kept = found.there.as_ref() == start.definitions.texts.get(&found.subject);
        !(found.subject.kind == "trigger" && found.wanted.is_none() && is_kept)
    });
    let sides = ["is wanted", &format!("is there after {after}")].map(str::to_owned);
    let mut wrong: Vec<String> =
        seen.disagreements.iter().map(|found| found.between([&sides[0], &sides[1]])).collect();
    let (first, second) = (tables(&wanted.definitions), tables(&there.definitions));
    wrong.extend(
        first.difference(&second).map(|table| format!("after {after} there is no {table}")),
    );
    wrong.extend(
        wanted
            .dump
            .iter()
            .filter(|line| !there.dump.contains(line))
            .map(|line| format!("after {after} the dump has not: {line}")),
    );
    wrong
}

fn tables(of: &Definitions) -> std::collections::BTreeSet<&String> {
    of.texts.keys().filter_map(|subject| subject.table.as_ref()).collect()
}

/// Rows that went or came, in tables that are there both times.
fn other_counts(after: &str, before: &State, there: &State) -> Vec<String> {
    let mut wrong = Vec::new();
    for (table, count) in &before.counts {
        if let Some(now) = there.counts.get(table).filter(|now| *now != count) {
            wrong.push(format!("after {after} {table} has {now} rows instead of {count}"));
        }
    }
    wrong
}

fn answers(backend: Backend, url: &str, when: &str, questions: &[Question]) -> Vec<String> {
    let mut wrong = Vec::new();
    for question in questions {
        let Question { query, allowed } = question;
        match client::run(backend, url, std::slice::from_ref(query)) {
            Ok(answer) if question.takes(&answer) => {}
            Ok(answer) => {
                wrong.push(format!("{when} {query} answers {answer:?} instead of {allowed:?}"));
            }
            Err(error) => wrong.push(format!("{when} {query} is refused: {error}")),
        }
    }
    wrong
}

fn succeeds(what: &str, run: Run) -> Result<(), String> {
    match run.code {
        0 => Ok(()),
        _ => Err(format!("{what}: {}", told(&run))),
    }
}

fn told(run: &Run) -> String {
    format!("exit code {}\n{}{}", run.code, run.stdout, run.stderr)
}
