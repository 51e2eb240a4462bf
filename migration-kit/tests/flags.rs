//! Flags of `generate` that name nothing or do nothing, kind by kind: what each is told, with and
//! without open ambiguities beside it. A case is what the migrations have made, what the entities
//! want, the flags, and how it ends.

#![cfg(test)]

mod random;

use migration_kit::Error;
use migration_kit::inside::diff::{Hints, Resolutions, Side, compared};
use migration_kit::inside::introspect::live;
use migration_kit::inside::schema::{
    Check, Column, Expression, ForeignKey, Generated, Index, Part, Schema, Table, Terms, Unique,
};
use migration_kit::testing::{Backend, block_on};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection,
};

/// How a comparison with flags ends.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// There is something to do, or nothing.
    Done,
    /// A decision is needed.
    Open,
    /// The flag is refused with this.
    Refused(String),
}

struct Case<'c> {
    before: Schema,
    after: Schema,
    flags: &'c [&'c str],
}

impl Case<'_> {
    #[track_caller]
    fn ends(&self, expected: End) {
        assert_eq!(self.end(), expected, "{:?}", self.flags);
    }

    /// The flag is refused with a text that begins so; names that are like nothing come last in it.
    #[track_caller]
    fn refused(&self, expected: &str) {
        match self.end() {
            End::Refused(text) if text.starts_with(expected) => {}
            other => panic!("{:?}: {other:?}", self.flags),
        }
    }

    fn end(&self) -> End {
        let mut resolutions = Resolutions::default();
        resolutions.desired.extend(self.after.tables.keys().cloned());
        for flag in self.flags {
            resolutions.add_flag(flag).unwrap();
        }
        let side = Side {
            backend: Backend::Postgres,
            desired: self.after.clone(),
            current: self.before.clone(),
        };
        let compared = compared(vec![side], &[], &Hints::default(), &resolutions);
        let refused = match compared.open().is_empty() {
            true => resolutions.refuse_unused(compared.all()),
            false => resolutions.refuse_settled(compared.all()),
        };
        match refused {
            Err(error @ Error::Usage { .. }) => End::Refused(error.to_string()),
            Err(other) => panic!("{other}"),
            Ok(()) if compared.open().is_empty() => End::Done,
            Ok(()) => End::Open,
        }
    }
}

fn column(name: &str) -> Column {
    Column { name: name.to_owned(), ty: "integer".to_owned(), nullable: true, ..Column::default() }
}

/// A column of the enum `kind`, which both sides have unless they say otherwise.
fn of_kind(name: &str) -> Column {
    Column { ty: "kind".to_owned(), ..column(name) }
}

fn table(columns: &[&str]) -> Table {
    Table { columns: columns.iter().map(|name| column(name)).collect(), ..Table::default() }
}

fn schema(tables: &[(&str, Table)]) -> Schema {
    Schema {
        tables: tables.iter().map(|(name, table)| ((*name).to_owned(), table.clone())).collect(),
        ..Schema::default()
    }
}

fn with_enum(mut schema: Schema, name: &str, values: &[&str]) -> Schema {
    schema.enums.insert(name.to_owned(), values.iter().map(|value| (*value).to_owned()).collect());
    schema
}

/// A column was renamed, and nobody has said so: an ambiguity is open.
fn open<'c>(flags: &'c [&'c str]) -> Case<'c> {
    let chats = ("chats", table(&["id"]));
    Case {
        before: schema(&[chats.clone(), ("users", table(&["id", "email", "name"]))]),
        after: schema(&[chats, ("users", table(&["id", "email", "full_name"]))]),
        flags,
    }
}

/// Nothing differs, and there is something of each kind.
fn same<'c>(flags: &'c [&'c str]) -> Case<'c> {
    let mut users = table(&["id", "name", "a.b"]);
    users.columns.push(of_kind("kind"));
    users.indexes.push(Index {
        name: "users_by_name".to_owned(),
        parts: vec![Part::column("name")],
        ..Index::default()
    });
    users.uniques.push(Unique {
        name: Some("one_id".to_owned()),
        columns: vec!["id".to_owned()],
        ..Unique::default()
    });
    users.checks.push(Check {
        name: Some("positive".to_owned()),
        expression: Expression::new(Backend::Postgres, "(id > 0)"),
        column: None,
        terms: Terms::default(),
    });
    users.foreign_keys.push(ForeignKey {
        name: Some("to_chats".to_owned()),
        columns: vec!["id".to_owned()],
        parent: "chats".to_owned(),
        parent_columns: vec!["id".to_owned()],
        ..ForeignKey::default()
    });
    let tables = [
        ("users", users),
        ("chats", table(&["id"])),
        ("billing.invoices", table(&["id", "total"])),
        ("\"my.table\"", table(&["id"])),
    ];
    let all = with_enum(schema(&tables), "kind", &["low", "high"]);
    Case { before: all.clone(), after: all, flags }
}

#[test]
fn a_name_that_is_nowhere_beside_an_ambiguity() {
    open(&[]).ends(End::Open);
    open(&["--drop chats.nosuch"])
        .refused("--drop chats.nosuch names nothing: chats has no column nosuch; there are: id");
    open(&["--rename users.name:fullname"]).refused(
        "--rename users.name:fullname names nothing: users has no column fullname; new: full_name; there are: ",
    );
    open(&["--rename users.nam:full_name"]).refused(
        "--rename users.nam:full_name names nothing: users has no column nam; gone: name; there are: ",
    );
    open(&["--drop users.nmae"]).refused(
        "--drop users.nmae names nothing: users has no column nmae; gone: name; there are: ",
    );
    open(&["--accept users.fullname"]).refused(
        "--accept users.fullname names nothing: users has no column fullname; new: full_name; there are: ",
    );
    open(&["--backfill-on sqlite:users.fullname=1"]).refused(
        "--backfill-on sqlite:users.fullname=… names nothing: users has no column fullname",
    );
    let error = Resolutions::default().add_backfill_on("postgre:users.name=1").unwrap_err();
    assert_eq!(
        error.hint().as_deref(),
        Some(
            "it has the form --backfill-on BACKEND:TABLE.COLUMN=SQL, with sqlite, postgres or mysql as BACKEND"
        )
    );
    open(&["--backfill users.fullname=1"]).refused(
        "--backfill users.fullname=… names nothing: users has no column fullname; new: full_name; there are: ",
    );
    open(&["--drop user"])
        .refused("--drop user names nothing: there is no table user; there are: users, chats");
    open(&["--accept user"])
        .refused("--accept user names nothing: there is no table user; there are: users, chats");
    open(&["--drop user.name"])
        .refused("--drop user.name names nothing: there is no table user; there are: users, chats");
    open(&["--rename-table user:people"]).refused(
        "--rename-table user:people names nothing: there is no table user; there are: users, chats",
    );
    open(&["--rename-table users:people"]).refused(
        "--rename-table users:people names nothing: there is no table people; there are: users, chats",
    );
    // One that is right does not help one that is wrong.
    open(&["--rename users.name:full_name", "--drop chats.nosuch"])
        .refused("--drop chats.nosuch names nothing: chats has no column nosuch; there are: id");
    open(&["--rename users.name:full_name"]).ends(End::Done);
    open(&["--drop users.name"]).ends(End::Done);
}

#[test]
fn a_name_that_is_nowhere_where_nothing_differs() {
    same(&[]).ends(End::Done);
    for (flag, expected) in [
        ("--drop usrs", "there is no table usrs; there are: users, "),
        ("--drop users.nam", "users has no column nam; there are: name, "),
        (
            "--drop billing.invoces",
            "there is no table billing.invoces; there are: billing.invoices, ",
        ),
        (
            "--accept billing.invoces.total",
            "there is no table billing.invoces; there are: billing.invoices, ",
        ),
        (
            "--drop billing.invoices.totl",
            "billing.invoices has no column totl; there are: total, id",
        ),
        ("--drop my.table", "there is no table my; there are: \"my.table\", "),
        ("--rename kind.lo:down", "kind has no value lo; there are: low, high"),
        ("--rename kind.low:down", "kind has no value down; there are: "),
        ("--rename knd.low:high", "there is no table knd; there are: "),
        ("--drop kind.lo", "kind has no value lo; there are: low, high"),
        ("--drop kind.low", "low is a value of the enum kind: "),
        ("--accept kind", "kind is an enum, and consent is given to a column that has it"),
        ("--drop knd", "there is no table knd; "),
    ] {
        match same(&[flag]).end() {
            End::Refused(text) => {
                assert!(
                    text.contains(" names nothing: ") && text.contains(expected),
                    "{flag}: {text}"
                );
            }
            other => panic!("{flag}: {other:?}"),
        }
    }
}

#[test]
fn consent_to_what_exists_does_no_harm() {
    for flag in [
        "--accept users",
        "--accept users.name",
        "--accept users.users_by_name",
        "--accept users.one_id",
        "--accept users.positive",
        "--accept users.to_chats",
        "--accept billing.invoices",
        "--accept billing.invoices.total",
        "--accept \"billing\".\"invoices\".\"total\"",
        "--accept \"my.table\"",
        "--accept users.\"a.b\"",
        "--accept users.kind",
    ] {
        same(&[flag]).ends(End::Done);
    }
}

#[test]
fn consent_to_a_table_is_to_all_of_it() {
    let required = Column { nullable: false, ..column("b") };
    let mut after = table(&["id"]);
    after.columns.push(required);
    let case = |flags| Case {
        before: schema(&[("t", table(&["id"])), ("b", table(&["id"])), ("x.t", table(&["id"]))]),
        after: schema(&[("t", after.clone()), ("b", table(&["id"])), ("x.t", table(&["id"]))]),
        flags,
    };
    case(&[]).ends(End::Open);
    case(&["--accept t"]).ends(End::Done);
    case(&["--accept t.b"]).ends(End::Done);
    case(&["--accept b"]).ends(End::Open);
    case(&["--accept x.t"]).ends(End::Open);
}

#[test]
fn what_stays_is_not_dropped_in_silence() {
    for (flag, expected) in [
        ("--drop users", "an entity declares that table"),
        ("--drop users.name", "the entities still have users.name"),
        ("--drop users.users_by_name", "the entities still have users.users_by_name"),
        ("--drop users.one_id", "the entities still have users.one_id"),
        ("--drop users.to_chats", "the entities still have users.to_chats"),
        ("--drop users.positive", "the entities still have users.positive"),
        ("--drop billing.invoices.total", "the entities still have billing.invoices.total"),
        ("--drop kind", "users.kind is of that enum"),
    ] {
        same(&[flag]).refused(&format!("{flag} resolves nothing: {expected}"));
    }
    // Beside an ambiguity too.
    open(&["--drop users.email"])
        .refused("--drop users.email resolves nothing: the entities still have users.email");
    open(&["--drop chats"]).refused("--drop chats resolves nothing: an entity declares that table");
    // What the entities do not declare goes as a whole.
    let case = |flags| Case {
        before: schema(&[("t", table(&["id"])), ("old", table(&["id", "a"]))]),
        after: schema(&[("t", table(&["id"]))]),
        flags,
    };
    case(&["--drop old"]).ends(End::Done);
    case(&["--drop old.a"]).refused(
        "--drop old.a resolves nothing: no entity declares the table old, which is left alone; --drop old drops all of it",
    );
    // An enum that nothing has.
    let unused = |flags| Case {
        before: with_enum(schema(&[("t", table(&["id"]))]), "mood", &["a"]),
        after: schema(&[("t", table(&["id"]))]),
        flags,
    };
    unused(&["--drop mood"]).ends(End::Done);
}

#[test]
fn what_is_no_rename_is_refused() {
    for (flag, expected) in [
        ("--rename users.id:name", "the entities still have users.id"),
        ("--rename-table users:chats", "the migrations have a table chats already"),
        ("--rename kind.low:high", "the entities still have kind.low"),
    ] {
        same(&[flag]).refused(&format!("{flag} resolves nothing: {expected}"));
    }
    open(&["--rename users.name:email"])
        .refused("--rename users.name:email resolves nothing: users.email is not new");
    open(&["--rename users.full_name:name"]).refused(
        "--rename users.full_name:name resolves nothing: it is the other way round: --rename users.name:full_name",
    );
    let renamed = |flags| Case {
        before: schema(&[("t", table(&["id", "a", "b"]))]),
        after: schema(&[("u", table(&["id", "a", "b"]))]),
        flags,
    };
    renamed(&["--rename-table t:u"]).ends(End::Done);
    renamed(&["--rename-table t:u", "--drop t"])
        .refused("--drop t resolves nothing: it is renamed to u and keeps its rows");
    renamed(&["--rename-table t:u", "--drop t.a"])
        .refused("--drop t.a resolves nothing: the table is called u now: --drop u.a");
    renamed(&["--rename-table t:u", "--drop u.a"])
        .refused("--drop u.a resolves nothing: the entities still have u.a");
    let column_too = Case {
        before: schema(&[("t", table(&["id", "a", "b"]))]),
        after: schema(&[("u", table(&["id", "a", "c"]))]),
        flags: &["--rename u.b:c"],
    };
    // Which table it was is still open.
    column_too.ends(End::Open);
    Case { flags: &["--rename u.b:c", "--rename-table t:u"], ..column_too }.ends(End::Done);
}

#[test]
fn what_cannot_be_filled_is_refused() {
    same(&["--backfill users.name=1"]).refused(
        "--backfill users.name=… resolves nothing: the column is not new, and takes NULL no less than before",
    );
    open(&["--backfill users.name=1"])
        .refused("--backfill users.name=… resolves nothing: the column is in no entity any more");
    open(&["--backfill users.full_name=1"]).ends(End::Open);
    let mut computed = table(&["id"]);
    let expression = Expression::new(Backend::Postgres, "id");
    let generated = Some(Generated { expression, stored: true });
    computed.columns.push(Column { generated, ..column("twice") });
    let case = |flags| Case {
        before: schema(&[("t", table(&["id"]))]),
        after: schema(&[("t", computed.clone()), ("u", table(&["id"]))]),
        flags,
    };
    case(&["--backfill t.twice=1"])
        .refused("--backfill t.twice=… resolves nothing: the database computes the column");
    case(&["--backfill u.id=1"])
        .refused("--backfill u.id=… resolves nothing: the table is new and has no rows");
}

/// The values of an enum that only arrays have can be renamed too.
#[test]
fn a_value_of_an_array_is_renamed() {
    let mut of_arrays = table(&["id"]);
    of_arrays.columns.push(Column { ty: "kind[]".to_owned(), ..column("kinds") });
    let case = |flags| Case {
        before: with_enum(schema(&[("t", of_arrays.clone())]), "kind", &["low", "high"]),
        after: with_enum(schema(&[("t", of_arrays.clone())]), "kind", &["down", "high"]),
        flags,
    };
    case(&["--rename kind.low:down"]).ends(End::Done);
    // Beside the ambiguity what becomes of the value nobody is told that another resolution is
    // none.
    case(&["--rename kind.low:high"]).ends(End::Open);
    case(&["--rename kind.low:high", "--accept t.kinds"])
        .refused("--rename kind.low:high resolves nothing: kind.high is not new");
}

#[test]
fn online_that_rewrites_nothing_is_refused() {
    let expected = "--online resolves nothing: no column gets a type for which PostgreSQL writes its table again";
    same(&["--online"]).refused(expected);
    // While it is open whether a column was renamed, nobody knows.
    open(&["--online"]).ends(End::Open);
}

/// All of them are told, one in the message and the others below it.
#[test]
fn several_are_told_at_once() {
    let mut resolutions = Resolutions::default();
    for flag in ["--drop users.x", "--accept nowhere", "--backfill users.y=1"] {
        resolutions.add_flag(flag).unwrap();
    }
    let case = same(&[]);
    let side = Side { backend: Backend::Postgres, desired: case.after, current: case.before };
    let compared = compared(vec![side], &[], &Hints::default(), &resolutions);
    let error = resolutions.refuse_unused(compared.all()).unwrap_err();
    assert!(error.to_string().starts_with("--drop users.x names nothing: "), "{error}");
    let hint = error.hint().unwrap();
    assert!(
        hint.contains("\n--accept nowhere names nothing either: there is no table nowhere"),
        "{hint}"
    );
    assert!(hint.contains("\n--backfill users.y=… names nothing either: "), "{hint}");
}

async fn in_memory() -> DatabaseConnection {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

/// One side for SQLite and, from it, what the two servers are taken for.
fn told(
    side: &Side,
    hints: &Hints,
    resolutions: &Resolutions,
) -> migration_kit::inside::diff::Compared {
    compared(vec![side.clone()], &[Backend::Postgres, Backend::MySql], hints, resolutions)
}

/// What SQLite calls a thing without a name is one, and an enum there is only the check of a
/// column.
#[test]
fn names_that_sqlite_has() {
    let script = "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9) UNIQUE, p_id integer REFERENCES p (id), \
                  m enum_text CHECK (m IN ('low', 'high')), CHECK (id > 0.5));\nCREATE TABLE p (id integer PRIMARY KEY)";
    let schema = block_on(async {
        let db = in_memory().await;
        for sql in script.split(";\n") {
            db.execute_unprepared(sql).await.unwrap();
        }
        live(&db, &[]).await.unwrap()
    });
    let side = Side { backend: Backend::Sqlite, desired: schema.clone(), current: schema };
    let end = |flag: &str| {
        let mut resolutions = Resolutions::default();
        resolutions.add_flag(flag).unwrap();
        match resolutions.refuse_unused(told(&side, &Hints::default(), &resolutions).all()) {
            Ok(()) => "fine".to_owned(),
            Err(error) => error.to_string(),
        }
    };
    for flag in
        ["--accept t.(a)", "--accept t.(p_id) to p", "--accept t.\"(id > 0.5)\"", "--accept t.m"]
    {
        assert_eq!(end(flag), "fine", "{flag}");
    }
    for (flag, expected) in [
        ("--drop t.(a)", "resolves nothing: the entities still have t.(a)"),
        ("--drop t.(b)", "names nothing: t has no column (b); there are: "),
        ("--rename m.lo:down", "names nothing: m has no value lo; there are: low, high"),
        ("--rename m.low:high", "resolves nothing: the entities still have m.low"),
    ] {
        let found = end(flag);
        assert!(found.contains(expected), "{flag}: {found}");
    }
}

/// Whatever an ambiguity offers is taken, and settles it: on random pairs of schemas, one choice
/// after the other.
#[test]
fn every_flag_that_is_offered_is_taken() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[14; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let (mut offered, mut finished) = (0, 0);
    for _ in 0..60 {
        let (a, b) = random::pair().new_tree(&mut runner).unwrap().current();
        let side = block_on(async {
            let (for_a, for_b) = (in_memory().await, in_memory().await);
            a.create(&for_a).await;
            b.create(&for_b).await;
            Side {
                backend: Backend::Sqlite,
                current: live(&for_a, &[]).await.unwrap(),
                desired: live(&for_b, &[]).await.unwrap(),
            }
        });
        let hints = Hints { types: b.enum_columns(), ..Hints::default() };
        let mut resolutions = Resolutions::default();
        resolutions.desired.extend(side.desired.tables.keys().cloned());
        for round in 0.. {
            let compared = told(&side, &hints, &resolutions);
            let Some(ambiguity) = compared.open().first() else {
                resolutions.refuse_unused(compared.all()).unwrap();
                finished += 1;
                break;
            };
            for choice in &ambiguity.flags {
                let mut one = resolutions.clone();
                // Two renames that share a name cannot be one migration, which is told by itself.
                if one.add_flag(&choice.flag.replace("=SQL", "=1")).is_ok() {
                    let compared = told(&side, &hints, &one);
                    one.refuse_settled(compared.all())
                        .unwrap_or_else(|e| panic!("{}: {e}", choice.flag));
                    assert_ne!(compared.open().first(), Some(ambiguity), "{}", choice.flag);
                    offered += 1;
                }
            }
            let choice = &ambiguity.flags[round % ambiguity.flags.len()];
            if resolutions.add_flag(&choice.flag.replace("=SQL", "=1")).is_err() {
                break;
            }
        }
    }
    assert!(offered > 200 && finished > 40, "{offered} flags, {finished} pairs to their end");
}
