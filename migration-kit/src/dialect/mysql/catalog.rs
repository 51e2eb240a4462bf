//! The catalog of MySQL and MariaDB (`information_schema`), of the current database.

mod four_bytes;

use sea_orm::DbErr;
use sea_orm_migration::async_trait;

use crate::Backend;
use crate::dialect::MySql;
use crate::dialect::catalog::{Catalog, SHADOW_MARK, table_name, text, yes};
use crate::ops::connection::Db;
use crate::ops::ident;
use crate::schema::{
    Check, Column, Expression, ForeignKey, Generated, Identity, Index, Part, ReferentialAction,
    Schema, Table, Unique, qualified,
};

fn expression(text: String) -> Expression {
    Expression::new(Backend::MySql, text)
}

#[async_trait::async_trait]
impl Catalog for MySql {
    async fn read(&self, db: &mut Db<'_>) -> Result<Schema, DbErr> {
        let mut schema = Schema::default();
        let sql = "SELECT table_name, NULLIF(table_comment, '') FROM information_schema.tables \
                   WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')";
        for [name, comment] in db.rows::<2>(sql, &[]).await? {
            if name.as_deref() == Some(SHADOW_MARK) {
                continue;
            }
            schema.tables.insert(table_name(name), Table { comment, ..Table::default() });
        }
        columns(db, &mut schema).await?;
        foreign_keys(db, &mut schema).await?;
        indexes(db, &mut schema).await?;
        checks(db, &mut schema).await?;
        four_bytes::restore(db, &mut schema).await?;
        Ok(schema)
    }
}

async fn columns(db: &mut Db<'_>, schema: &mut Schema) -> Result<(), DbErr> {
    // The collation of the database is the default one.
    let sql = "SELECT c.table_name, c.column_name, CAST(c.column_type AS CHAR), c.is_nullable, \
               CAST(c.column_default AS CHAR), c.extra, NULLIF(CAST(c.generation_expression AS CHAR), ''), \
               CASE WHEN c.collation_name <> s.default_collation_name THEN c.collation_name END, NULLIF(c.column_comment, '') \
               FROM information_schema.columns c JOIN information_schema.schemata s ON s.schema_name = c.table_schema \
               WHERE c.table_schema = DATABASE() ORDER BY c.table_name, c.ordinal_position";
    for [table, name, ty, nullable, default, extra, computed, collation, comment] in
        db.rows::<9>(sql, &[]).await?
    {
        let Some(table) = schema.tables.get_mut(&table_name(table)) else { continue };
        let extra = text(extra).to_lowercase();
        let generated =
            |text| Generated { expression: expression(text), stored: extra.contains("stored") };
        table.columns.push(Column {
            name: text(name),
            ty: text(ty),
            nullable: yes(&nullable),
            // MariaDB spells the default of a column that takes NULL as the word.
            default: default.filter(|default| default != "NULL").map(expression),
            generated: computed.map(generated),
            identity: extra.contains("auto_increment").then_some(Identity::AutoIncrement),
            // What else there is comes behind a comma on MariaDB, and behind a space on MySQL.
            on_update: extra
                .split_once("on update ")
                .map(|(_, rest)| rest.split([',', ' ']).next().unwrap_or(rest).to_owned()),
            invisible: extra.contains("invisible"),
            collation,
            comment,
            ..Column::default()
        });
    }
    Ok(())
}

async fn indexes(db: &mut Db<'_>, schema: &mut Schema) -> Result<(), DbErr> {
    let sql = "SELECT table_name, index_name, CAST(non_unique AS CHAR), index_type, \
               column_name, CAST(sub_part AS CHAR), collation \
               FROM information_schema.statistics WHERE table_schema = DATABASE() \
               ORDER BY table_name, index_name, seq_in_index";
    for [table, name, non_unique, method, column, length, order] in db.rows::<7>(sql, &[]).await? {
        let Some(table) = schema.tables.get_mut(&table_name(table)) else { continue };
        let (name, column) = (text(name), text(column));
        if name == "PRIMARY" {
            table.primary_key.push(column);
            continue;
        }
        let part = Part {
            descending: order.as_deref() == Some("D"),
            length: length.and_then(|length| length.parse().ok()),
            ..Part::column(column)
        };
        match table.indexes.last_mut() {
            Some(last) if last.name == name => last.parts.push(part),
            _ => table.indexes.push(Index {
                name,
                unique: !yes(&non_unique),
                method: method.filter(|method| method != "BTREE"),
                parts: vec![part],
                ..Index::default()
            }),
        }
    }
    for table in schema.tables.values_mut() {
        // An index that a foreign key made by itself bears its name and has its columns, and goes
        // with it.
        let Table { indexes, foreign_keys, .. } = table;
        indexes.retain(|index| {
            let is_own = |key: &&mut ForeignKey| {
                key.name.as_ref() == Some(&index.name)
                    && index.parts.iter().eq(key
                        .columns
                        .iter()
                        .map(Part::column)
                        .collect::<Vec<_>>()
                        .iter())
            };
            match foreign_keys.iter_mut().find(is_own).filter(|_| !index.unique) {
                Some(key) => {
                    key.own_index = true;
                    false
                }
                None => true,
            }
        });
        // A UNIQUE constraint is a unique index, and of one column it bears that column's name.
        let (uniques, indexes): (Vec<Index>, Vec<Index>) = std::mem::take(&mut table.indexes)
            .into_iter()
            .partition(|index| index.unique && index.parts == [Part::column(&index.name)]);
        table.indexes = indexes;
        table.uniques = uniques
            .into_iter()
            .map(|index| Unique {
                columns: index.columns(),
                name: Some(index.name),
                ..Unique::default()
            })
            .collect();
    }
    Ok(())
}

async fn foreign_keys(db: &mut Db<'_>, schema: &mut Schema) -> Result<(), DbErr> {
    let sql = "SELECT k.table_name, k.constraint_name, k.column_name, \
               k.referenced_table_name, NULLIF(k.referenced_table_schema, DATABASE()), \
               k.referenced_column_name, r.delete_rule, r.update_rule \
               FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r \
                 ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name \
                 AND r.table_name = k.table_name \
               WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL \
               ORDER BY k.table_name, k.constraint_name, k.ordinal_position";
    // NO ACTION, RESTRICT and saying nothing are one for InnoDB.
    let rule = |rule: Option<String>| match ReferentialAction::read(&text(rule)) {
        ReferentialAction::NoAction => ReferentialAction::Restrict,
        other => other,
    };
    for [table, name, column, parent, parent_schema, parent_column, on_delete, on_update] in
        db.rows::<8>(sql, &[]).await?
    {
        let Some(table) = schema.tables.get_mut(&table_name(table)) else { continue };
        if table.foreign_keys.last().is_none_or(|last| last.name != name) {
            table.foreign_keys.push(ForeignKey {
                name,
                parent: qualified(parent_schema.as_deref(), &text(parent)),
                on_delete: rule(on_delete),
                on_update: rule(on_update),
                ..ForeignKey::default()
            });
        }
        if let Some(key) = table.foreign_keys.last_mut() {
            key.columns.push(text(column));
            key.parent_columns.push(text(parent_column));
        }
    }
    Ok(())
}

async fn checks(db: &mut Db<'_>, schema: &mut Schema) -> Result<(), DbErr> {
    // In MariaDB a constraint's name is unique for its table only; in MySQL for the whole database.
    let mariadb = db.rows::<1>("SELECT VERSION()", &[]).await?;
    let mariadb =
        mariadb.into_iter().next().is_some_and(|[version]| text(version).contains("MariaDB"));
    let (table, level) = match mariadb {
        true => ("AND t.table_name = c.table_name", "c.level"),
        false => ("", "NULL"),
    };
    let sql = format!(
        "SELECT t.table_name, c.constraint_name, CAST(c.check_clause AS CHAR), CAST({level} AS CHAR) FROM information_schema.check_constraints c \
         JOIN information_schema.table_constraints t ON t.constraint_schema = c.constraint_schema \
           AND t.constraint_name = c.constraint_name AND t.constraint_type = 'CHECK' {table} \
         WHERE c.constraint_schema = DATABASE() ORDER BY t.table_name, c.constraint_name"
    );
    for [table, name, condition, level] in db.rows::<4>(&sql, &[]).await? {
        let Some(table) = schema.tables.get_mut(&table_name(table)) else { continue };
        let column = name.clone().filter(|_| level.as_deref() == Some("Column"));
        let condition = text(condition);
        if let Some(json) = column.as_deref().and_then(|name| table.column_mut(name))
            && condition == format!("json_valid({})", ident(Backend::MySql, &json.name))
        {
            // What MariaDB makes of the type JSON.
            (json.ty, json.collation) = ("json".to_owned(), None);
            continue;
        }
        table.checks.push(Check { name, expression: expression(condition), column });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait as _, Database};

    use crate::Backend;
    use crate::introspect::live;
    use crate::testing::{TestDatabase, block_on};

    /// MariaDB lists such a table as a kind of its own, and it was said to be missing.
    #[test]
    #[ignore = "needs MySQL: cargo xtask test"]
    fn found_a_versioned_table_that_was_missed() {
        block_on(async {
            let database = TestDatabase::create(Backend::MySql).await;
            let db = Database::connect(database.url()).await.unwrap();
            db.execute_unprepared("CREATE TABLE a (id integer PRIMARY KEY, x integer)")
                .await
                .unwrap();
            let before = live(&db, &[]).await.unwrap();
            let versioned = db.execute_unprepared("ALTER TABLE a ADD SYSTEM VERSIONING").await;
            let is_mariadb = db
                .query_one_raw(Backend::MySql.statement("SELECT CAST(version() AS CHAR)"))
                .await
                .unwrap()
                .is_some_and(|row| row.try_get_by_index::<String>(0).unwrap().contains("MariaDB"));
            assert_eq!(versioned.is_ok(), is_mariadb);
            assert_eq!(live(&db, &[]).await.unwrap(), before);
        });
    }
}
