//! PostgreSQL's catalog (manual, chapter 53), of every schema that is not the server's own. The
//! current schema is the default one.

use std::collections::BTreeMap;

use sea_orm::DbErr;
use sea_orm_migration::async_trait;

use super::dependents;
use crate::Backend;
use crate::dialect::Postgres;
use crate::dialect::catalog::{Catalog, text, yes};
use crate::ops::connection::Db;
use crate::schema::{
    Check, Column, Deferrable, Exclusion, Expression, ForeignKey, Generated, Identity, Index, Key,
    Nulls, Part, ReferentialAction, Schema, Sequence, Table, Terms, Tuning, Unique, qualified,
};
use crate::sql::in_lasting_words;

/// Tables that no extension brought, partitioned ones included, partitions not. A name that begins
/// with `pg_` is the server's own, such as that of the schemas of temporary tables.
const TABLES: &str = "FROM pg_class t JOIN pg_namespace s ON s.oid = t.relnamespace \
     WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition \
     AND s.nspname <> 'information_schema' AND s.nspname NOT LIKE 'pg\\_%' \
     AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = t.tableoid AND d.objid = t.oid AND d.deptype = 'e')";

/// The name of the namespace `s`; none for the default one.
const SCHEMA: &str = "NULLIF(s.nspname, current_schema())::text";

/// The sequence that belongs to the column `a` and that it counts on: as an identity, or by its
/// default `d`. Its options are those that CREATE SEQUENCE would not give it by itself.
const OWN_SEQUENCE: &str = "SELECT NULLIF(s.nspname, current_schema())::text AS space, c.relname::text AS name, \
     q.seqstart::text AS start, q.seqincrement::text AS increment, concat_ws(' ', \
     CASE WHEN q.seqincrement <> 1 THEN 'INCREMENT BY ' || q.seqincrement END, \
     CASE WHEN q.seqmin <> l.least THEN 'MINVALUE ' || q.seqmin END, \
     CASE WHEN q.seqmax <> l.most THEN 'MAXVALUE ' || q.seqmax END, \
     CASE WHEN q.seqstart <> CASE WHEN q.seqincrement > 0 THEN q.seqmin ELSE q.seqmax END THEN 'START WITH ' || q.seqstart END, \
     CASE WHEN q.seqcache <> 1 THEN 'CACHE ' || q.seqcache END, CASE WHEN q.seqcycle THEN 'CYCLE' END) AS options \
     FROM pg_depend o JOIN pg_class c ON c.oid = o.objid JOIN pg_namespace s ON s.oid = c.relnamespace \
     JOIN pg_sequence q ON q.seqrelid = c.oid \
     CROSS JOIN LATERAL (SELECT CASE format_type(q.seqtypid, NULL) WHEN 'smallint' THEN 32767 WHEN 'integer' THEN 2147483647 \
       ELSE 9223372036854775807 END AS top) t \
     CROSS JOIN LATERAL (SELECT CASE WHEN q.seqincrement > 0 THEN 1 ELSE -t.top - 1 END AS least, \
       CASE WHEN q.seqincrement > 0 THEN t.top ELSE -1 END AS most) l \
     WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass \
     AND o.refobjid = a.attrelid AND o.refobjsubid = a.attnum AND o.deptype IN ('a', 'i') \
     AND (a.attidentity <> '' OR EXISTS (SELECT FROM pg_depend u WHERE u.classid = 'pg_attrdef'::regclass \
       AND u.objid = d.oid AND u.refclassid = 'pg_class'::regclass AND u.refobjid = c.oid)) \
     ORDER BY o.deptype DESC LIMIT 1";

/// The storage parameters of the index `x`, in the order of their names.
const PARAMETERS: &str = "(SELECT string_agg(quote_ident(option_name) || '=' || quote_literal(option_value), chr(31) ORDER BY option_name) \
     FROM pg_options_to_table(x.reloptions))";

/// The columns that the index `i` stores along.
const INCLUDED: &str = "(SELECT string_agg(a.attname, chr(31) ORDER BY n) FROM generate_series(i.indnkeyatts + 1, i.indnatts) n \
     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n - 1])";

/// Whether NULLs are one value to the index `i`. PostgreSQL 14 has no such column.
const NULLS_NOT_DISTINCT: &str =
    "CASE WHEN i.indisunique THEN to_jsonb(i) ->> 'indnullsnotdistinct' END";

#[async_trait::async_trait]
impl Catalog for Postgres {
    async fn read(&self, db: &mut Db<'_>) -> Result<Schema, DbErr> {
        let mut schema = Schema::default();
        let sql = format!(
            "SELECT t.oid::text, {SCHEMA}, t.relname::text, obj_description(t.oid, 'pg_class'), (t.relkind = 'p')::text {TABLES}"
        );
        let mut names = BTreeMap::new();
        for [oid, namespace, name, comment, partitioned] in db.rows::<5>(&sql, &[]).await? {
            let name = qualified(namespace.as_deref(), &text(name));
            names.insert(text(oid), name.clone());
            let partitioned = yes(&partitioned);
            schema.tables.insert(name, Table { comment, partitioned, ..Table::default() });
        }
        columns(db, &mut schema, &names).await?;
        constraints(db, &mut schema, &names).await?;
        indexes(db, &mut schema, &names).await?;
        enums(db, &mut schema).await?;
        dependents::read(db, &mut schema).await?;
        Ok(schema)
    }
}

/// By the oids of the tables.
type Names = BTreeMap<String, String>;

fn table<'s>(schema: &'s mut Schema, names: &Names, oid: Option<String>) -> Option<&'s mut Table> {
    schema.tables.get_mut(names.get(&oid?)?)
}

async fn columns(db: &mut Db<'_>, schema: &mut Schema, names: &Names) -> Result<(), DbErr> {
    let sql = format!(
        "SELECT a.attrelid::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull::text, \
         pg_get_expr(d.adbin, d.adrelid), a.attidentity::text, a.attgenerated::text, \
         CASE WHEN a.attcollation <> y.typcollation THEN (SELECT collname::text FROM pg_collation WHERE oid = a.attcollation) END, \
         col_description(a.attrelid, a.attnum), q.space, q.name, q.start, q.increment, q.options \
         FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid \
         LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
         LEFT JOIN LATERAL ({OWN_SEQUENCE}) q ON true \
         WHERE a.attrelid IN (SELECT t.oid {TABLES}) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum"
    );
    for [
        oid,
        name,
        ty,
        not_null,
        text_of,
        identity,
        generated,
        collation,
        comment,
        space,
        sequence,
        start,
        increment,
        options,
    ] in db.rows::<14>(&sql, &[]).await?
    {
        let Some(table) = table(schema, names, oid) else { continue };
        let is_generated = generated.as_deref() == Some("s");
        table.columns.push(Column {
            name: text(name),
            ty: text(ty),
            nullable: !yes(&not_null),
            default: text_of.clone().filter(|_| !is_generated).map(expression),
            generated: text_of
                .filter(|_| is_generated)
                .map(|text| Generated { expression: expression(text), stored: true }),
            identity: match identity.as_deref() {
                Some("a") => Some(Identity::Always),
                Some("d") => Some(Identity::ByDefault),
                _ => None,
            },
            sequence: sequence.map(|name| Sequence {
                name: qualified(space.as_deref(), &name),
                start: number(start),
                increment: number(increment),
                options: text(options),
            }),
            collation,
            comment,
            ..Column::default()
        });
    }
    Ok(())
}

/// A number that the catalog always has.
fn number(text: Option<String>) -> i64 {
    text.and_then(|text| text.parse().ok()).unwrap_or(1)
}

async fn constraints(db: &mut Db<'_>, schema: &mut Schema, names: &Names) -> Result<(), DbErr> {
    // The unit separator takes lists apart: a name could hold it, and nobody writes one.
    let list = |key: &str, of: &str| {
        format!(
            "(SELECT string_agg(a.attname, chr(31) ORDER BY k.n) FROM unnest(c.{key}) WITH ORDINALITY k (attnum, n) \
             JOIN pg_attribute a ON a.attrelid = c.{of} AND a.attnum = k.attnum)"
        )
    };
    // PostgreSQL 14 has no confdelsetcols. What an operator is called by is enough of it where it
    // can be found so.
    let sql = format!(
        "SELECT c.conrelid::text, c.conname::text, c.contype::text, {}, (SELECT relname::text FROM pg_class WHERE oid = c.confrelid), \
         (SELECT {SCHEMA} FROM pg_class p JOIN pg_namespace s ON s.oid = p.relnamespace WHERE p.oid = c.confrelid), {}, \
         c.confdeltype::text, c.confupdtype::text, c.condeferrable::text, c.condeferred::text, \
         CASE c.contype WHEN 'c' THEN pg_get_expr(c.conbin, c.conrelid) WHEN 'x' THEN pg_get_constraintdef(c.oid) END, \
         {NULLS_NOT_DISTINCT}, {INCLUDED}, (c.confmatchtype = 'f')::text, \
         (SELECT string_agg(a.attname, chr(31) ORDER BY k.n) \
          FROM jsonb_array_elements_text(NULLIF(CASE WHEN c.confdeltype IN ('n', 'd') THEN to_jsonb(c) -> 'confdelsetcols' END, 'null')) \
            WITH ORDINALITY k (attnum, n) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum::smallint), \
         (c.contype = 'c' AND c.connoinherit)::text, (NOT c.convalidated)::text, {PARAMETERS}, obj_description(c.oid, 'pg_constraint'), \
         (SELECT string_agg(CASE WHEN pg_operator_is_visible(o.oid) THEN o.oprname::text \
            ELSE format('OPERATOR(%I.%s)', s.nspname, o.oprname) END, chr(31) ORDER BY k.n) \
          FROM unnest(c.conexclop) WITH ORDINALITY k (oid, n) JOIN pg_operator o ON o.oid = k.oid JOIN pg_namespace s ON s.oid = o.oprnamespace) \
         FROM pg_constraint c LEFT JOIN pg_index i ON i.indexrelid = c.conindid AND c.contype IN ('p', 'u', 'x') \
         LEFT JOIN pg_class x ON x.oid = i.indexrelid \
         WHERE c.conrelid IN (SELECT t.oid {TABLES}) AND c.contype IN ('p', 'u', 'f', 'c', 'x') AND c.conparentid = 0 \
         ORDER BY c.conrelid, c.conname",
        list("conkey", "conrelid"),
        list("confkey", "confrelid"),
    );
    for [
        oid,
        name,
        kind,
        columns,
        parent,
        parent_schema,
        parents,
        on_delete,
        on_update,
        deferrable,
        deferred,
        said,
        nulls,
        include,
        match_full,
        set_columns,
        no_inherit,
        not_valid,
        parameters,
        comment,
        operators,
    ] in db.rows::<21>(&sql, &[]).await?
    {
        let Some(table) = table(schema, names, oid) else { continue };
        let columns = names_of(columns);
        let terms = Terms {
            nulls_not_distinct: yes(&nulls),
            include: names_of(include),
            match_full: yes(&match_full),
            set_columns: names_of(set_columns),
            no_inherit: yes(&no_inherit),
            deferrable: match (yes(&deferrable), yes(&deferred)) {
                (false, _) => None,
                (true, false) => Some(Deferrable::InitiallyImmediate),
                (true, true) => Some(Deferrable::InitiallyDeferred),
            },
            not_valid: yes(&not_valid),
            tuning: Tuning { parameters: names_of(parameters), comment },
        };
        match kind.as_deref() {
            Some("p") => {
                (table.primary_key, table.primary_key_name) = (columns, name);
                table.primary_key_terms = terms;
            }
            Some("u") => table.uniques.push(Unique { name, columns, terms, ..Unique::default() }),
            Some("c") => table.checks.push(Check {
                name,
                expression: expression(text(said)),
                column: None,
                terms,
            }),
            // The rest of its index is read with the indexes.
            Some("x") => table.exclusions.push(Exclusion {
                index: Index { name: text(name), sql: said, ..Index::default() },
                operators: names_of(operators),
                terms: Terms { include: Vec::new(), ..terms },
            }),
            _ => table.foreign_keys.push(ForeignKey {
                name,
                columns,
                parent: qualified(parent_schema.as_deref(), &text(parent)),
                parent_columns: names_of(parents),
                on_delete: action(on_delete),
                on_update: action(on_update),
                terms,
                ..ForeignKey::default()
            }),
        }
    }
    Ok(())
}

fn expression(text: String) -> Expression {
    Expression::new(Backend::Postgres, in_lasting_words(Backend::Postgres, text))
}

/// As `pg_constraint` has it (manual, section 53.13).
fn action(letter: Option<String>) -> ReferentialAction {
    match letter.as_deref() {
        Some("r") => ReferentialAction::Restrict,
        Some("c") => ReferentialAction::Cascade,
        Some("n") => ReferentialAction::SetNull,
        Some("d") => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}

fn names_of(list: Option<String>) -> Vec<String> {
    list.map(|list| list.split('\u{1f}').map(str::to_owned).collect()).unwrap_or_default()
}

async fn indexes(db: &mut Db<'_>, schema: &mut Schema, names: &Names) -> Result<(), DbErr> {
    let sql = format!(
        "SELECT i.indrelid::text, x.relname::text, i.indisunique::text, m.amname::text, \
         (SELECT string_agg(concat_ws(chr(31), coalesce(a.attname::text, ''), \
            CASE WHEN a.attname IS NULL THEN pg_get_indexdef(i.indexrelid, n, true) ELSE '' END, \
            CASE WHEN i.indcollation[n - 1] <> 0 AND i.indcollation[n - 1] <> coalesce(a.attcollation, y.typcollation, 0) \
                 THEN (SELECT collname::text FROM pg_collation WHERE oid = i.indcollation[n - 1]) ELSE '' END, \
            CASE WHEN o.opcdefault AND y0.attoptions IS NULL THEN '' ELSE o.opcname::text END || coalesce(' (' || \
              (SELECT string_agg(quote_ident(option_name) || '=' || quote_literal(option_value), ', ') FROM pg_options_to_table(y0.attoptions)) || ')', ''), \
            (i.indoption[n - 1] & 3)::text), \
            chr(30) ORDER BY n) \
          FROM generate_series(1, i.indnkeyatts) n JOIN pg_opclass o ON o.oid = i.indclass[n - 1] \
          LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n - 1] AND i.indkey[n - 1] <> 0 \
          LEFT JOIN pg_attribute y0 ON y0.attrelid = i.indexrelid AND y0.attnum = n \
          LEFT JOIN pg_type y ON y.oid = y0.atttypid), \
         {INCLUDED}, pg_get_expr(i.indpred, i.indrelid), {NULLS_NOT_DISTINCT}, {PARAMETERS}, obj_description(x.oid, 'pg_class'), \
         replace(regexp_replace(pg_get_indexdef(i.indexrelid), CASE x.relkind WHEN 'I' THEN ' ON ONLY ' ELSE '^$' END, ' ON '), \
                 ' ON ' || quote_ident(current_schema()) || '.', ' ON ') \
         FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam \
         WHERE i.indrelid IN (SELECT t.oid {TABLES}) \
         AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u')) \
         ORDER BY i.indrelid, x.relname"
    );
    for [oid, name, unique, method, parts, include, predicate, nulls, parameters, comment, sql] in
        db.rows::<11>(&sql, &[]).await?
    {
        let Some(table) = table(schema, names, oid) else { continue };
        let index = Index {
            name: text(name),
            unique: yes(&unique),
            method: method.filter(|method| method != "btree"),
            parts: text(parts).split('\u{1e}').filter_map(part).collect(),
            include: names_of(include),
            predicate: predicate.map(expression),
            nulls_not_distinct: yes(&nulls),
            tuning: Tuning { parameters: names_of(parameters), comment },
            sql: sql.map(|sql| in_lasting_words(Backend::Postgres, sql)),
        };
        match table.exclusions.iter_mut().find(|of| of.index.name == index.name) {
            // What the server says of the constraint makes its index.
            Some(of) => {
                let (sql, tuning) = (of.index.sql.take(), Tuning::default());
                of.index = Index { sql, tuning, ..index };
            }
            None => table.indexes.push(index),
        }
    }
    Ok(())
}

/// A part of an index: its column or its expression, its collation, its operator class, and the
/// bits of its order (`pg_index`, manual, section 53.26), separated by the unit separator.
fn part(fields: &str) -> Option<Part> {
    let mut fields = fields.split('\u{1f}');
    let (column, text, collation, operator_class, order) =
        (fields.next()?, fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let key = match given(column) {
        Some(column) => Key::Column(column),
        None => Key::Expression(expression(text.to_owned())),
    };
    let (descending, nulls) = match order {
        "1" => (true, Some(Nulls::Last)),
        "2" => (false, Some(Nulls::First)),
        "3" => (true, None),
        _ => (false, None),
    };
    let (collation, operator_class) = (given(collation), given(operator_class));
    Some(Part { descending, nulls, collation, operator_class, ..Part::from(key) })
}

async fn enums(db: &mut Db<'_>, schema: &mut Schema) -> Result<(), DbErr> {
    let sql = format!(
        "SELECT {SCHEMA}, t.typname::text, e.enumlabel::text FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid \
         JOIN pg_namespace s ON s.oid = t.typnamespace \
         WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = t.tableoid AND d.objid = t.oid AND d.deptype = 'e') \
         ORDER BY t.oid, e.enumsortorder"
    );
    for [namespace, name, value] in db.rows::<3>(&sql, &[]).await? {
        let name = qualified(namespace.as_deref(), &text(name));
        schema.enums.entry(name).or_default().push(text(value));
    }
    Ok(())
}
