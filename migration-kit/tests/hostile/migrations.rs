//! The three migrations of a case: one before the hostile one, that one, and one after it that
//! tells what its session is.

use migration_kit::apply::{LockKind, Options};
use migration_kit::inside::apply::{Migrations, Session};
use migration_kit::migration::{Plan, Planned, planned};
use migration_kit::testing::Backend;
use migration_kit::{Error, Target};
use sea_orm_migration::prelude::*;
use sea_orm_migration::{MigratorTraitSelf, async_trait};

use crate::case::{Axes, Case, Code, Style, Way};
use crate::stage::Stage;

pub const BEFORE: &str = "m1_before";
pub const HOSTILE: &str = "m2_hostile";
pub const NEXT: &str = "m3_next";
pub const LATER: &str = "m4_later";

/// A migration that sends texts, in either style.
#[derive(Clone)]
pub struct Written {
    version: &'static str,
    axes: Axes,
    up: Vec<Action>,
    down: Vec<Action>,
}

#[derive(Clone)]
enum Action {
    Sql(&'static str),
    Code(Code),
    /// Somebody else wants to migrate this database.
    Contend(String),
}

impl MigrationName for Written {
    fn name(&self) -> &str {
        self.version
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Written {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(&self.up, manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(&self.down, manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(self.axes.in_transaction)
    }
}

impl Planned for Written {
    fn up(&self, plan: &mut Plan) {
        add(&self.up, plan);
    }

    fn down(&self, plan: &mut Plan) {
        add(&self.down, plan);
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(self.axes.in_transaction)
    }
}

fn add(actions: &[Action], plan: &mut Plan) {
    for action in actions {
        match action {
            Action::Sql(sql) => _ = plan.add_sql(sql),
            Action::Code(_) | Action::Contend(_) => panic!("a plan has no code"),
        }
    }
}

async fn run(actions: &[Action], manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for action in actions {
        match action {
            Action::Sql(sql) => _ = manager.get_connection().execute_unprepared(sql).await?,
            Action::Code(code) => code(manager).await?,
            Action::Contend(url) => contend(url).await?,
        }
    }
    Ok(())
}

/// The run that this is part of holds the lock, so another one cannot have it.
async fn contend(url: &str) -> Result<(), DbErr> {
    // (A lock of SQLite is held by a process, and a second one is not started here: its lock file
    // is asked instead.)
    let options = Options {
        lock_timeout: std::time::Duration::ZERO,
        lock: LockKind::Session,
        ..Options::default()
    };
    let target = Target::parse(url).unwrap();
    let later = Written { version: LATER, axes: ANY, up: vec![], down: vec![] };
    let migrations = Migrations::of(&Hostile(vec![later])).unwrap();
    let mut session =
        Session::open(&target, options).await.map_err(|e| DbErr::Custom(e.to_string()))?;
    let got = session.up(&migrations, None).await;
    session.close().await;
    match got {
        Err(Error::LockTimeout { .. }) => Ok(()),
        other => Err(DbErr::Custom(format!("the lock was free for another process: {other:?}"))),
    }
}

const ANY: Axes =
    Axes { backend: Backend::Sqlite, style: Style::Async, in_transaction: true, way: Way::Up };

/// The history of a case.
#[derive(Clone)]
pub struct Hostile(pub Vec<Written>);

impl MigratorTraitSelf for Hostile {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let boxed = |written: &Written| -> Box<dyn MigrationTrait> {
            let written = written.clone();
            let code = |action: &Action| !matches!(action, Action::Sql(_));
            let is_code = written.up.iter().chain(&written.down).any(code);
            match written.axes.style {
                Style::Plan if !is_code => planned(written),
                _ => Box::new(written),
            }
        };
        self.0.iter().map(boxed).collect()
    }
}

impl Hostile {
    pub fn migrations(&self) -> Migrations {
        Migrations::of(self).unwrap()
    }

    /// The first ones.
    pub fn first(mut self, count: usize) -> Self {
        self.0.truncate(count);
        self
    }

    /// And one more.
    pub fn and_later(mut self) -> Self {
        let axes = self.0[0].axes;
        let (up, down) = (texts(&["CREATE TABLE d (id int)"]), texts(&["DROP TABLE d"]));
        self.0.push(Written { version: LATER, axes, up, down });
        self
    }

    /// The history of a case, or the same one with a migration that does no harm.
    pub fn of(case: Option<&Case>, axes: Axes, stage: &Stage) -> Self {
        let on = case.map(|case| case.on(axes.backend));
        let mut hostile: Vec<Action> = Vec::new();
        for on in on.iter() {
            hostile.extend(on.sql.iter().map(|text| Action::Sql(stage.text(text))));
            hostile.extend(on.code.map(Action::Code));
        }
        let last = case.is_some_and(|case| case.last);
        let around = |first: &'static str, second: &'static str, between: Vec<Action>| {
            let mut actions = texts(&[first, second]);
            let at = if last { 2 } else { 1 };
            actions.splice(at..at, between);
            actions
        };
        let probe = |rest: &'static str| {
            let mut actions: Vec<Action> = Vec::new();
            if case.is_some_and(|case| case.contends) {
                actions.push(Action::Contend(stage.url().to_owned()));
            }
            actions
                .extend(probe(axes.backend).into_iter().map(|text| Action::Sql(stage.text(&text))));
            actions.extend((!rest.is_empty()).then_some(Action::Sql(rest)));
            actions
        };
        let (is_down, none) = (axes.way == Way::Down, Vec::new());
        let (up, down) = if is_down { (none.clone(), hostile) } else { (hostile, none) };
        let before = Written {
            version: BEFORE,
            axes,
            up: texts(&["CREATE TABLE a (id int)"]),
            down: if is_down { probe("DROP TABLE a") } else { texts(&["DROP TABLE a"]) },
        };
        let hostile = Written {
            version: HOSTILE,
            axes,
            up: around("CREATE TABLE h_1 (id int)", "CREATE TABLE h_2 (id int)", up),
            down: around("DROP TABLE h_1", "DROP TABLE h_2", down),
        };
        let next = Written {
            version: NEXT,
            axes,
            up: if is_down { texts(&["CREATE TABLE c (id int)"]) } else { probe("") },
            down: texts(if is_down {
                &["DROP TABLE c"]
            } else {
                &["DROP TABLE b", "DROP TABLE left_behind"]
            }),
        };
        Self(vec![before, hostile, next])
    }
}

fn texts(texts: &[&'static str]) -> Vec<Action> {
    texts.iter().copied().map(Action::Sql).collect()
}

/// Writes rows whose values tell the session's settings, and what the server says of the session
/// itself.
fn probe(backend: Backend) -> Vec<String> {
    let texts: &[&str] = match backend {
        Backend::Postgres => &[
            "CREATE TABLE b (id serial PRIMARY KEY, s varchar(3), at timestamptz, day date, raw text)",
            "INSERT INTO b (s, at, day, raw) VALUES ('abc', '2020-01-02 03:04:05', '02/03/2020', 'a\\b')",
            "CREATE TABLE left_behind (id int)",
            "INSERT INTO left_behind VALUES (7)",
            POSTGRES,
        ],
        Backend::MySql => &[
            "CREATE TABLE b (id int AUTO_INCREMENT PRIMARY KEY, s varchar(3), at timestamp NULL, raw varchar(9), n int)",
            "INSERT INTO b (s, at, raw) VALUES (\"abc\", '2020-01-02 03:04:05', 'é')",
            "UPDATE b SET n = 1",
            "CREATE TABLE left_behind (id int)",
            "INSERT INTO left_behind VALUES (7)",
            MYSQL,
        ],
        _ => &[
            "CREATE TABLE b (id integer PRIMARY KEY, s text CHECK (length(s) < 4), at text DEFAULT CURRENT_TIMESTAMP)",
            "INSERT INTO b (s, at) VALUES ('abc', '2020-01-02 03:04:05')",
            "CREATE TABLE left_behind (id int)",
            "INSERT INTO left_behind VALUES (7)",
        ],
    };
    let mut texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    if backend == Backend::Sqlite {
        texts.push(sqlite());
    }
    texts
}

/// (A prepared statement that is left behind is in nobody's way, and plpgsql's settings come with
/// its first use.)
const POSTGRES: &str = "INSERT INTO public.session \
    SELECT 'setting ' || name, setting FROM pg_settings WHERE name <> 'application_name' AND name NOT LIKE 'plpgsql.%' \
    UNION ALL SELECT 'setting app.tenant', coalesce(current_setting('app.tenant', true), '') \
    UNION ALL SELECT 'database', (current_database() = '{db}')::text \
    UNION ALL SELECT 'schema', current_schema()::text \
    UNION ALL SELECT 'user', current_user::text \
    UNION ALL SELECT 'session user', session_user::text \
    UNION ALL SELECT 'advisory locks', count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() \
    UNION ALL SELECT 'temporary', string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relnamespace = pg_my_temp_schema() \
    UNION ALL SELECT 'listens', string_agg(channel, ',') FROM pg_listening_channels() AS channel \
    UNION ALL SELECT 'cursors', string_agg(name, ',') FROM pg_cursors WHERE is_holdable";

/// (What differs from one statement to the next is no setting.)
const MYSQL: &str = "INSERT INTO {db}.session \
    SELECT CONCAT('setting ', LOWER(VARIABLE_NAME)), VARIABLE_VALUE FROM information_schema.SESSION_VARIABLES \
    WHERE VARIABLE_NAME NOT IN ('TIMESTAMP', 'PSEUDO_THREAD_ID', 'RAND_SEED1', 'RAND_SEED2', 'LAST_INSERT_ID', 'IDENTITY', \
      'INSERT_ID', 'ERROR_COUNT', 'WARNING_COUNT', 'LAST_GTID', 'GTID_BINLOG_POS', 'GTID_CURRENT_POS', 'GTID_BINLOG_STATE') \
    UNION ALL SELECT 'database', DATABASE() = '{db}' \
    UNION ALL SELECT 'user', CURRENT_USER() \
    UNION ALL SELECT 'role', CURRENT_ROLE() \
    UNION ALL SELECT 'clock', ABS(UNIX_TIMESTAMP(SYSDATE()) - UNIX_TIMESTAMP(NOW())) < 100";

fn sqlite() -> String {
    let pragmas = [
        "automatic_index",
        "busy_timeout",
        "cache_size",
        "cache_spill",
        "cell_size_check",
        "checkpoint_fullfsync",
        "count_changes",
        "defer_foreign_keys",
        "empty_result_callbacks",
        "encoding",
        "foreign_keys",
        "full_column_names",
        "fullfsync",
        "ignore_check_constraints",
        "journal_mode",
        "legacy_alter_table",
        "locking_mode",
        "query_only",
        "read_uncommitted",
        "recursive_triggers",
        "reverse_unordered_selects",
        "secure_delete",
        "short_column_names",
        "synchronous",
        "temp_store",
        "trusted_schema",
        "writable_schema",
    ];
    let mut sql = "INSERT INTO main.session SELECT 'like', 'A' LIKE 'a'".to_owned();
    for pragma in pragmas {
        sql += &format!(" UNION ALL SELECT 'pragma {pragma}', (SELECT * FROM pragma_{pragma})");
    }
    sql + " UNION ALL SELECT 'databases', (SELECT group_concat(name) FROM pragma_database_list WHERE name <> 'temp') \
        UNION ALL SELECT 'temporary', (SELECT group_concat(name) FROM sqlite_temp_schema)"
}
