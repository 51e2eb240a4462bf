//! The rebuild itself, inside a transaction with foreign keys off.

use sea_orm::DbErr;
use sea_orm::sea_query::{
    Alias, DynIden, Expr, IntoIden as _, Query, SqliteQueryBuilder, TableName, TableRef,
};

use super::{RebuildTable, with_constraints};
use crate::Backend;
use crate::error::reason;
use crate::ops::connection::Db;
use crate::ops::{foreign_keys, ident};
use crate::sql::tokens::statements;

/// The name of the table that the definition is for.
pub(super) fn name(rebuild: &RebuildTable) -> Result<String, DbErr> {
    match rebuild.table.get_table_name() {
        Some(TableRef::Table(TableName(_, name), _)) => Ok(name.to_string()),
        _ => Err(DbErr::Migration(
            "ops::rebuild_table got a definition without the name of its table".to_owned(),
        )),
    }
}

const NOTHING_TAKEN: &str = "no column of its new definition takes anything over from them";
const DO_NOT_FIT: &str = "do not fit its new definition";

/// Whether the rows of the table are what a rebuild has failed by.
#[cfg(feature = "generate")]
pub(crate) fn is_about_rows(error: &DbErr) -> bool {
    let DbErr::Migration(text) = error else { return false };
    [NOTHING_TAKEN, DO_NOT_FIT].iter().any(|words| text.contains(words))
}

/// Makes the table anew, and gives the statements that did it: what a person runs who has no kit at
/// hand.
pub(super) async fn run(db: &mut Db<'_>, rebuild: &RebuildTable) -> Result<Vec<String>, DbErr> {
    let table = name(rebuild)?;
    let temporary = format!("{table}__rebuild");
    let old_columns = columns(db, &table).await?;
    if old_columns.is_empty() {
        return Err(DbErr::Migration(format!(
            "table {table} cannot be rebuilt: it does not exist"
        )));
    }
    let orphans = foreign_keys::check(db).await?;
    let dependents = dependents(db, &table).await?;
    let views = working_views(db).await?;
    let counted = counts(db, &table).await?;

    let mut sent = Sent { db, statements: Vec::new() };
    let mut create = rebuild.table.clone();
    if let (None, Some(options)) = (create.get_extra(), options(sent.db, &table).await?) {
        create.extra(options);
    }
    let create = create.table(Alias::new(&temporary)).to_string(SqliteQueryBuilder);
    sent.execute(with_constraints(&create, &rebuild.constraints)).await?;
    let new_columns = columns(sent.db, &temporary).await?;
    let copy = copy(rebuild, &table, &temporary, &old_columns, &new_columns)?;
    let any_row = format!("SELECT 'x' FROM {} LIMIT 1", ident(Backend::Sqlite, &table));
    if copy.is_none() && !sent.db.rows::<1>(&any_row, &[]).await?.is_empty() {
        return Err(DbErr::Migration(format!("table {table} has rows, and {NOTHING_TAKEN}")));
    }
    if let Some(mut copy) = copy {
        // A conflict clause of the new definition would skip or delete rows that break it
        // (https://sqlite.org/lang_conflict.html: the clause of the statement comes first).
        if !rebuild.constraints.is_empty() || rebuild.definition().contains("ON CONFLICT") {
            copy = copy.replacen("INSERT INTO", "INSERT OR ABORT INTO", 1);
        }
        sent.execute(copy).await.map_err(|e| {
            DbErr::Migration(format!("the rows of table {table} {DO_NOT_FIT}: {}", reason(&e)))
        })?;
    }
    if counted && counts(sent.db, &temporary).await? {
        sent.keep_counter(&table, &temporary).await?;
    }
    replace(&mut sent, &table, &temporary).await?;
    recreate(&mut sent, &table, dependents).await?;
    let Sent { db, statements } = sent;
    check_views(db, &table, views).await?;
    orphans.compare(&foreign_keys::check(db).await?)?;
    Ok(statements)
}

/// The connection, and what was sent on it.
struct Sent<'s, 'd> {
    db: &'s mut Db<'d>,
    statements: Vec<String>,
}

impl Sent<'_, '_> {
    async fn execute(&mut self, sql: String) -> Result<(), DbErr> {
        self.db.execute(&sql).await?;
        self.statements.push(sql);
        Ok(())
    }

    /// Lets the AUTOINCREMENT counter go on where it is, which may be ahead of the largest key. The
    /// renaming takes it along. Both go as queries, which a recorder takes for questions about the
    /// catalog: the checksum of an async migration that calls this never had them.
    async fn keep_counter(&mut self, table: &str, temporary: &str) -> Result<(), DbErr> {
        let [old, new] = [table, temporary].map(|name| format!("'{}'", name.replace('\'', "''")));
        let statements = [
            format!("DELETE FROM sqlite_sequence WHERE name = {new}"),
            format!(
                "INSERT INTO sqlite_sequence (name, seq) SELECT {new}, seq FROM sqlite_sequence \
                 WHERE name = {old} COLLATE NOCASE"
            ),
        ];
        for sql in statements {
            self.db.rows::<0>(&sql, &[]).await?;
            self.statements.push(sql);
        }
        Ok(())
    }
}

/// Whether this connection enforces foreign keys.
pub(super) async fn foreign_keys_are_on(db: &mut Db<'_>) -> Result<bool, DbErr> {
    let rows =
        db.rows::<1>("SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys", &[]).await?;
    Ok(rows.first().is_some_and(|[on]| on.as_deref() == Some("1")))
}

struct Column {
    name: String,
    generated: bool,
}

async fn columns(db: &mut Db<'_>, table: &str) -> Result<Vec<Column>, DbErr> {
    // https://www.sqlite.org/pragma.html#pragma_table_xinfo: hidden is 2 or 3 for a generated
    // column.
    let rows = db
        .rows::<2>("SELECT name, CAST(hidden AS TEXT) FROM pragma_table_xinfo(?)", &[table])
        .await?;
    Ok(rows
        .into_iter()
        .map(|[name, hidden]| Column {
            name: name.unwrap_or_default(),
            generated: matches!(hidden.as_deref(), Some("2" | "3")),
        })
        .collect())
}

/// STRICT and WITHOUT ROWID (<https://www.sqlite.org/pragma.html#pragma_table_list>), which no
/// definition of an entity says; the rows were written under them.
async fn options(db: &mut Db<'_>, table: &str) -> Result<Option<String>, DbErr> {
    let sql = "SELECT CASE strict WHEN 1 THEN 'STRICT' END, CASE wr WHEN 1 THEN 'WITHOUT ROWID' END \
               FROM pragma_table_list WHERE schema = 'main' AND name = ? COLLATE NOCASE";
    let rows = db.rows::<2>(sql, &[table]).await?;
    let options: Vec<String> = rows.into_iter().flatten().flatten().collect();
    Ok((!options.is_empty()).then(|| options.join(", ")))
}

/// An index or a trigger on the table, with the text that made it.
struct Dependent {
    kind: String,
    name: String,
    sql: String,
    /// An index's columns, with nothing for an expression.
    columns: Vec<Option<String>>,
}

async fn dependents(db: &mut Db<'_>, table: &str) -> Result<Vec<Dependent>, DbErr> {
    // An index that a UNIQUE or a PRIMARY KEY implies has no text, and comes back with the
    // definition.
    let sql = "SELECT type, name, sql FROM sqlite_schema \
               WHERE tbl_name = ? COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid";
    let mut dependents = Vec::new();
    for [kind, name, sql] in db.rows::<3>(sql, &[table]).await? {
        let (kind, name, sql) =
            (kind.unwrap_or_default(), name.unwrap_or_default(), sql.unwrap_or_default());
        let columns = index_columns(db, &name).await?;
        dependents.push(Dependent { kind, name, sql, columns });
    }
    Ok(dependents)
}

/// In lower case, because names are the same whatever their case.
async fn index_columns(db: &mut Db<'_>, index: &str) -> Result<Vec<Option<String>>, DbErr> {
    let sql = "SELECT lower(name) FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno";
    Ok(db.rows::<1>(sql, &[index]).await?.into_iter().map(|[name]| name).collect())
}

/// The views that can be read now; one that is broken already is not the rebuild's fault.
async fn working_views(db: &mut Db<'_>) -> Result<Vec<View>, DbErr> {
    let mut working = Vec::new();
    for [view] in db.rows::<1>("SELECT name FROM sqlite_schema WHERE type = 'view'", &[]).await? {
        let view = view.unwrap_or_default();
        if read_view(db, &view).await.is_ok() {
            let typed = typed_columns(db, &view).await?;
            working.push(View { name: view, typed });
        }
    }
    Ok(working)
}

/// A view, with its columns that come straight from a table and so have a type.
struct View {
    name: String,
    typed: Vec<String>,
}

async fn typed_columns(db: &mut Db<'_>, view: &str) -> Result<Vec<String>, DbErr> {
    let rows =
        db.rows::<1>("SELECT name FROM pragma_table_xinfo(?) WHERE type <> ''", &[view]).await?;
    Ok(rows.into_iter().filter_map(|[name]| name).collect())
}

async fn read_view(db: &mut Db<'_>, view: &str) -> Result<(), DbErr> {
    db.execute(&format!("SELECT * FROM {} LIMIT 0", ident(Backend::Sqlite, view))).await
}

/// Whether a table has an AUTOINCREMENT counter, as its definition says.
async fn counts(db: &mut Db<'_>, table: &str) -> Result<bool, DbErr> {
    let sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE";
    let rows = db.rows::<1>(sql, &[table]).await?;
    let definitions = rows.into_iter().filter_map(|[sql]| sql);
    let words: Vec<_> = definitions.flat_map(|sql| statements(Backend::Sqlite, &sql)).collect();
    Ok(words.iter().flatten().any(|word| word.is("autoincrement")))
}

/// The statement that copies the rows; none when no column has anything to take over.
fn copy(
    rebuild: &RebuildTable,
    table: &str,
    temporary: &str,
    old: &[Column],
    new: &[Column],
) -> Result<Option<String>, DbErr> {
    let has = |columns: &[Column], name: &str| {
        columns.iter().any(|column| column.name.eq_ignore_ascii_case(name))
    };
    let filled = rebuild.filled.iter().map(|(to, _)| to);
    for to in filled.chain(rebuild.renamed.iter().map(|(_, to)| to)) {
        if !has(new, &to.to_string()) {
            return Err(DbErr::Migration(format!(
                "the new definition of table {table} has no column {to}"
            )));
        }
    }
    for (from, to) in &rebuild.renamed {
        if !has(old, &from.to_string()) {
            return Err(DbErr::Migration(format!(
                "table {table} has no column {from} to be renamed to {to}"
            )));
        }
    }
    let same = |iden: &DynIden, name: &str| iden.to_string().eq_ignore_ascii_case(name);
    for column in old {
        let kept = has(new, &column.name)
            || rebuild.renamed.iter().any(|(from, _)| same(from, &column.name))
            || rebuild.dropped.iter().any(|dropped| same(dropped, &column.name));
        if !kept {
            return Err(DbErr::Migration(format!(
                "table {table} has the column {0}, which its new definition leaves out. Add it there, or say \
                 drop_column(\"{0}\") if its values may go",
                column.name
            )));
        }
    }
    for (from, to) in &rebuild.renamed {
        let goes = rebuild.dropped.iter().any(|dropped| same(dropped, &to.to_string()))
            || rebuild.renamed.iter().any(|(other, _)| same(other, &to.to_string()));
        if has(old, &to.to_string()) && !goes {
            return Err(DbErr::Migration(format!(
                "{from} cannot be renamed to {to}: table {table} has the column {to} already. Say drop_column(\"{to}\") \
                 if its values may go"
            )));
        }
    }
    let mut targets: Vec<DynIden> = Vec::new();
    let mut select = Query::select();
    for column in new.iter().filter(|column| !column.generated) {
        let source = if let Some((_, value)) =
            rebuild.filled.iter().find(|(to, _)| same(to, &column.name))
        {
            value.clone()
        } else if let Some((from, _)) =
            rebuild.renamed.iter().find(|(_, to)| same(to, &column.name))
        {
            Expr::col(from.clone())
        } else if has(old, &column.name) {
            Expr::col(Alias::new(&column.name))
        } else {
            continue;
        };
        targets.push(Alias::new(&column.name).into_iden());
        select.expr(source);
    }
    if targets.is_empty() {
        return Ok(None);
    }
    select.from(Alias::new(table));
    let mut insert = Query::insert();
    insert.into_table(Alias::new(temporary)).columns(targets);
    insert.select_from(select).map_err(|e| DbErr::Migration(e.to_string()))?;
    Ok(Some(insert.to_string(SqliteQueryBuilder)))
}

/// Drops the old table and gives its name to the new one. In legacy mode the renaming touches
/// nothing else: views, triggers and foreign keys elsewhere name the table as before, and SQLite
/// does not stumble over those that name a table which is missing for a moment
/// (<https://www.sqlite.org/pragma.html#pragma_legacy_alter_table>).
async fn replace(sent: &mut Sent<'_, '_>, table: &str, temporary: &str) -> Result<(), DbErr> {
    let rows = sent
        .db
        .rows::<1>("SELECT CAST(legacy_alter_table AS TEXT) FROM pragma_legacy_alter_table", &[])
        .await?;
    let legacy = rows.first().is_some_and(|[on]| on.as_deref() == Some("1"));
    let (table, temporary) = (ident(Backend::Sqlite, table), ident(Backend::Sqlite, temporary));
    sent.execute("PRAGMA legacy_alter_table = ON".to_owned()).await?;
    let mut replaced = sent.execute(format!("DROP TABLE {table}")).await;
    if replaced.is_ok() {
        replaced = sent.execute(format!("ALTER TABLE {temporary} RENAME TO {table}")).await;
    }
    if !legacy {
        sent.execute("PRAGMA legacy_alter_table = OFF".to_owned()).await?;
    }
    replaced
}

async fn recreate(
    sent: &mut Sent<'_, '_>,
    table: &str,
    dependents: Vec<Dependent>,
) -> Result<(), DbErr> {
    for Dependent { kind, name, sql, columns } in dependents {
        let misfit = |reason: String| {
            DbErr::Migration(format!(
                "{kind} {name} of table {table} does not fit its new definition: {reason}. Drop it before the rebuild \
                 and create it after"
            ))
        };
        sent.execute(sql).await.map_err(|e| misfit(reason(&e)))?;
        // SQLite takes a quoted name that is no column any more for a text
        // (https://www.sqlite.org/quirks.html#dblquote).
        if index_columns(sent.db, &name).await? != columns {
            return Err(misfit("it names a column that is not there".to_owned()));
        }
    }
    Ok(())
}

async fn check_views(db: &mut Db<'_>, table: &str, views: Vec<View>) -> Result<(), DbErr> {
    for View { name, typed } in views {
        let misfit = |reason: String| {
            DbErr::Migration(format!(
                "view {name} does not fit the new definition of table {table}: {reason}. Drop it before the rebuild and \
                 create it after"
            ))
        };
        read_view(db, &name).await.map_err(|e| misfit(reason(&e)))?;
        // As with an index: a column that is not there becomes a text, and loses its type.
        let now = typed_columns(db, &name).await?;
        if let Some(lost) = typed.iter().find(|column| !now.contains(column)) {
            return Err(misfit(format!("its column {lost} comes from a column that is not there")));
        }
    }
    Ok(())
}
