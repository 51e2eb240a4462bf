//! Random schemas that every backend can have, and rows for them.

#![allow(dead_code, clippy::allow_attributes, reason = "each test takes what it needs")]

use std::collections::BTreeMap;

use migration_kit::Backend;
use migration_kit::inside::schema::qualified;
use migration_kit::types;
use proptest::prelude::*;
use sea_orm_migration::prelude::extension::postgres::Type;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseConnection;

const TABLES: &[&str] = &["users", "order", "Big Table", "pöst"];
const COLUMNS: &[&str] = &["a", "select", "c c", "größe", "it's", "d"];
const ENUMS: &[&str] = &["mood", "Rank"];
const VALUES: &[&str] = &["low", "it's", "a\\b", "high"];

/// A table, which on PostgreSQL may be in another schema: one bears the name of a table of the
/// default one, and another that of its schema.
pub fn table_name(backend: Backend, table: usize) -> (Option<&'static str>, &'static str) {
    match (backend, TABLES[table]) {
        (Backend::Postgres, "order") => (Some("Big Schema"), "users"),
        (Backend::Postgres, "pöst") => (Some("pöst"), "pöst"),
        (_, name) => (None, name),
    }
}

/// The same as a schema names it.
pub fn key(backend: Backend, table: usize) -> String {
    let (schema, name) = table_name(backend, table);
    qualified(schema, name)
}

fn table_ref(backend: Backend, table: usize) -> TableRef {
    match table_name(backend, table) {
        (Some(schema), name) => (Alias::new(schema), Alias::new(name)).into_table_ref(),
        (None, name) => Alias::new(name).into_table_ref(),
    }
}

/// An enum's type, one of which is in another schema on PostgreSQL.
fn type_ref(backend: Backend, of: usize) -> TypeRef {
    match (backend, ENUMS[of]) {
        (Backend::Postgres, "Rank") => {
            (Alias::new("Big Schema"), Alias::new("Rank")).into_type_ref()
        }
        (_, name) => Alias::new(name).into_type_ref(),
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ty {
    Int,
    BigInt,
    SmallInt,
    Short,
    Long,
    Text,
    Bool,
    Uuid,
    Time,
    Date,
    Json,
    Double,
    Decimal,
    Enum(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub ty: Ty,
    pub nullable: bool,
    pub default: bool,
    pub unique: bool,
    pub check: bool,
    pub comment: bool,
}

/// A column that references the `id` of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    pub parent: usize,
    /// Without, it is a column like any other.
    pub key: Option<Action>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    None,
    Cascade,
    SetNull,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// By place among the column names.
    pub columns: Vec<(usize, bool)>,
    pub unique: bool,
    pub partial: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// A number that counts itself, or a uuid.
    pub counts: bool,
    /// Whether `k` is part of the key.
    pub composite: bool,
    pub columns: BTreeMap<usize, Column>,
    pub references: BTreeMap<usize, Reference>,
    pub indexes: BTreeMap<usize, Index>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    pub tables: BTreeMap<usize, Table>,
    pub enums: Vec<Vec<usize>>,
}

fn ty() -> impl Strategy<Value = Ty> {
    prop_oneof![
        Just(Ty::Int),
        Just(Ty::BigInt),
        Just(Ty::SmallInt),
        Just(Ty::Short),
        Just(Ty::Long),
        Just(Ty::Text),
        Just(Ty::Bool),
        Just(Ty::Uuid),
        Just(Ty::Time),
        Just(Ty::Date),
        Just(Ty::Json),
        Just(Ty::Double),
        Just(Ty::Decimal),
        (0..ENUMS.len()).prop_map(Ty::Enum),
    ]
}

fn column() -> impl Strategy<Value = Column> {
    (
        ty(),
        any::<bool>(),
        any::<bool>(),
        prop::bool::weighted(0.2),
        prop::bool::weighted(0.3),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(ty, nullable, default, unique, check, comment)| {
            let unique = unique && ty.is_distinct();
            Column {
                ty,
                // Rows that exist when it comes have to be able to live with it.
                nullable: nullable || unique,
                default: default && !unique && ty.has_default(),
                unique,
                check: check && matches!(ty, Ty::Int | Ty::BigInt | Ty::SmallInt),
                comment,
            }
        })
}

fn table() -> impl Strategy<Value = Table> {
    let action = prop_oneof![Just(Action::None), Just(Action::Cascade), Just(Action::SetNull)];
    let reference = (0..TABLES.len(), prop::option::weighted(0.8, action))
        .prop_map(|(parent, key)| Reference { parent, key });
    let index = (
        prop::collection::vec((0..COLUMNS.len(), any::<bool>()), 1..3),
        prop::bool::weighted(0.3),
        prop::bool::weighted(0.3),
    )
        .prop_map(|(columns, unique, partial)| Index { columns, unique, partial });
    (
        any::<bool>(),
        prop::bool::weighted(0.2),
        prop::collection::btree_map(0..COLUMNS.len(), column(), 0..5),
        prop::collection::btree_map(0..TABLES.len(), reference, 0..3),
        prop::collection::btree_map(0..3usize, index, 0..3),
    )
        .prop_map(|(counts, composite, columns, references, indexes)| Table {
            counts: counts && !composite,
            composite,
            columns,
            references,
            indexes,
        })
}

pub fn schema() -> impl Strategy<Value = Schema> {
    let values = prop::sample::subsequence((0..VALUES.len()).collect::<Vec<_>>(), 1..=VALUES.len());
    let values = values.prop_shuffle();
    (
        prop::collection::btree_map(0..TABLES.len(), table(), 1..4),
        prop::collection::vec(values, ENUMS.len()..=ENUMS.len()),
    )
        .prop_map(|(tables, enums)| Schema { tables, enums }.whole())
}

/// Two schemas that have much in common.
pub fn pair() -> impl Strategy<Value = (Schema, Schema)> {
    (schema(), schema(), prop::collection::vec(prop::bool::weighted(0.75), 64)).prop_map(
        |(a, other, keep)| {
            let mut keep = keep.into_iter().cycle();
            let mut keep = move || keep.next().unwrap();
            let mut b = other.clone();
            if keep() {
                b.enums = a.enums.clone();
            }
            for (name, table) in &a.tables {
                if keep() {
                    let new = b.tables.entry(*name).or_insert_with(|| table.clone());
                    if keep() {
                        (new.counts, new.composite) = (table.counts, table.composite);
                    }
                    for (name, column) in &table.columns {
                        if keep() {
                            let mut column = column.clone();
                            if let Some(new) = new.columns.get(name).filter(|_| keep()) {
                                // The same type, and perhaps more.
                                column.nullable |= new.nullable && !keep();
                                column.check &= new.check;
                            }
                            new.columns.insert(*name, column);
                        }
                    }
                    for (name, index) in &table.indexes {
                        if keep() {
                            new.indexes.insert(*name, index.clone());
                        }
                    }
                }
            }
            (a, b.whole())
        },
    )
}

impl Ty {
    /// Whether MySQL can have an index on it.
    pub fn is_key(self) -> bool {
        !matches!(self, Self::Text | Self::Json)
    }

    /// Whether the rows that a test makes have different values.
    fn is_distinct(self) -> bool {
        self.is_key() && !matches!(self, Self::Bool | Self::Enum(_))
    }

    fn has_default(self) -> bool {
        matches!(
            self,
            Self::Int
                | Self::BigInt
                | Self::SmallInt
                | Self::Short
                | Self::Bool
                | Self::Time
                | Self::Enum(_)
        )
    }
}

impl Schema {
    /// Without what its other parts do not allow.
    fn whole(mut self) -> Self {
        let single: Vec<usize> = self
            .tables
            .iter()
            .filter(|(_, table)| !table.composite)
            .map(|(name, _)| *name)
            .collect();
        for table in self.tables.values_mut() {
            table.references.retain(|_, reference| single.contains(&reference.parent));
            let columns = table.columns.clone();
            table.indexes.retain(|_, index| {
                let mut seen = Vec::new();
                index.columns.retain(|(at, _)| {
                    let new = !seen.contains(at);
                    seen.push(*at);
                    new && columns.get(at).is_some_and(|column| column.ty.is_key())
                });
                // A unique index has to be one that new rows cannot break.
                index.unique &= index.columns.iter().any(|(at, _)| {
                    let column = &columns[at];
                    column.nullable && !column.default && column.ty.is_distinct()
                });
                !index.columns.is_empty()
            });
        }
        self
    }

    fn values(&self, of: usize) -> Vec<&'static str> {
        self.enums[of].iter().map(|at| VALUES[*at]).collect()
    }

    /// The columns of enums with their types, as entities would say them.
    pub fn enum_columns(&self) -> BTreeMap<(String, String), ColumnType> {
        let mut all = BTreeMap::new();
        for (name, table) in &self.tables {
            for (at, column) in &table.columns {
                if let Ty::Enum(of) = column.ty {
                    let variants = self
                        .values(of)
                        .iter()
                        .map(|value| Alias::new(*value).into_iden())
                        .collect();
                    let ty = ColumnType::Enum { name: Alias::new(ENUMS[of]).into_iden(), variants };
                    all.insert((TABLES[*name].to_owned(), COLUMNS[*at].to_owned()), ty);
                }
            }
        }
        all
    }

    /// Makes the schema, in sea-query's words and not in the kit's.
    pub async fn create(&self, db: &DatabaseConnection) {
        let backend = Backend::from(db.get_database_backend());
        let used = |of: usize| {
            self.tables
                .values()
                .flat_map(|table| table.columns.values())
                .any(|column| column.ty == Ty::Enum(of))
        };
        if backend == Backend::Postgres {
            let sql = "CREATE SCHEMA \"Big Schema\"; CREATE SCHEMA \"pöst\"";
            db.execute_unprepared(sql).await.unwrap();
            for of in (0..ENUMS.len()).filter(|of| used(*of)) {
                let ty = Type::create()
                    .as_enum(type_ref(backend, of))
                    .values(self.values(of))
                    .to_owned();
                db.execute(&ty).await.unwrap();
            }
        }
        for (name, table) in &self.tables {
            let mut create = sea_query_table(self, backend, *name, table);
            if backend == Backend::Sqlite {
                for (at, reference) in &table.references {
                    if let Some(mut key) = foreign_key(backend, *name, *at, reference) {
                        create.foreign_key(&mut key);
                    }
                }
            }
            db.execute(&create).await.unwrap();
            for (at, index) in &table.indexes {
                let sql = index_sql(backend, *name, *at, index);
                db.execute_unprepared(&sql).await.unwrap();
            }
        }
        if backend != Backend::Sqlite {
            for (name, table) in &self.tables {
                for (at, reference) in &table.references {
                    if let Some(key) = foreign_key(backend, *name, *at, reference) {
                        db.execute(&key).await.unwrap();
                    }
                }
            }
        }
    }

    /// The columns of a table that hold something, in a fixed order, with their types.
    pub fn columns(&self, table: usize) -> Vec<(String, Option<Ty>)> {
        let of = &self.tables[&table];
        let mut columns = vec![("id".to_owned(), None)];
        if of.composite {
            columns.push(("k".to_owned(), Some(Ty::Int)));
        }
        columns.extend(
            of.columns.iter().map(|(at, column)| (COLUMNS[*at].to_owned(), Some(column.ty))),
        );
        columns.extend(of.references.keys().map(|at| (reference_name(*at), None)));
        columns
    }

    /// Whether the rows of this schema can live in the other one, whatever they are.
    pub fn rows_fit(&self, other: &Self) -> bool {
        self.tables.iter().all(|(name, table)| {
            let Some(to) = other.tables.get(name) else {
                // Nobody may need rows of a table that goes.
                return true;
            };
            let parents = |table: &Table, schema: &Self| -> Vec<(usize, usize, bool)> {
                let kind = |parent: &usize| schema.tables[parent].counts;
                table.references.iter().map(|(at, r)| (*at, r.parent, kind(&r.parent))).collect()
            };
            table.counts == to.counts
                && table.composite == to.composite
                && table.columns.iter().all(|(at, column)| {
                    to.columns.get(at).is_none_or(|new| {
                        let values = |schema: &Self| {
                            if let Ty::Enum(of) = column.ty { schema.enums[of][0] } else { 0 }
                        };
                        column.ty == new.ty && values(self) == values(other)
                    })
                })
                && parents(table, self).iter().all(|(at, parent, kind)| {
                    parents(to, other).iter().all(|(b, p, k)| at != b || (parent == p && kind == k))
                })
                && to
                    .references
                    .values()
                    .all(|reference| self.tables.contains_key(&reference.parent))
        })
    }

    /// Two rows for every table.
    pub async fn insert(&self, db: &DatabaseConnection) {
        let backend = Backend::from(db.get_database_backend());
        if backend == Backend::MySql {
            db.execute_unprepared("SET SESSION foreign_key_checks = 0").await.unwrap();
        }
        // References go in afterwards, so that circles are no matter.
        for (name, table) in &self.tables {
            for row in 1..=2i64 {
                let mut insert = Query::insert();
                let mut columns = vec![Alias::new("id")];
                let mut values: Vec<Expr> = vec![id(table.counts, row, backend)];
                if table.composite {
                    columns.push(Alias::new("k"));
                    values.push(row.into());
                }
                for (at, column) in &table.columns {
                    columns.push(Alias::new(COLUMNS[*at]));
                    values.push(self.value(column.ty, row, backend));
                }
                insert.into_table(table_ref(backend, *name)).columns(columns).values_panic(values);
                db.execute(&insert).await.unwrap();
            }
        }
        for (name, table) in &self.tables {
            for (at, reference) in &table.references {
                for row in 1..=2i64 {
                    let update = Query::update()
                        .table(table_ref(backend, *name))
                        .value(
                            Alias::new(reference_name(*at)),
                            id(self.tables[&reference.parent].counts, row, backend),
                        )
                        .and_where(Expr::col("id").eq(id(table.counts, row, backend)))
                        .take();
                    db.execute(&update).await.unwrap();
                }
            }
        }
    }

    fn value(&self, ty: Ty, row: i64, backend: Backend) -> Expr {
        match ty {
            Ty::Int | Ty::BigInt | Ty::SmallInt => row.into(),
            Ty::Short | Ty::Long | Ty::Text => format!("it's {row} \\ \"ü\"").into(),
            Ty::Bool => (row == 1).into(),
            Ty::Uuid => id(false, row, backend),
            Ty::Time => match backend {
                Backend::Postgres => {
                    Expr::cust(format!("'2026-01-0{row} 10:00:00+00'::timestamptz"))
                }
                Backend::MySql => Expr::cust(format!("'2026-01-0{row} 10:00:00.123456'")),
                _ => Expr::cust(format!("'2026-01-0{row}T10:00:00.123+00:00'")),
            },
            Ty::Date => match backend {
                Backend::Postgres => Expr::cust(format!("'2026-01-0{row}'::date")),
                _ => Expr::cust(format!("'2026-01-0{row}'")),
            },
            Ty::Json => match backend {
                Backend::Postgres => Expr::cust(format!("'{{\"row\": {row}}}'::jsonb")),
                _ => Expr::cust(format!("'{{\"row\": {row}}}'")),
            },
            Ty::Double => (row as f64 + 0.5).into(),
            Ty::Decimal => Expr::cust(format!("{row}.25")),
            Ty::Enum(of) => {
                let mut value = self.values(of)[0].replace('\'', "''");
                if backend == Backend::MySql {
                    value = value.replace('\\', "\\\\");
                }
                let cast = match (backend, ENUMS[of]) {
                    (Backend::Postgres, "Rank") => "::\"Big Schema\".\"Rank\"",
                    (Backend::Postgres, _) => "::mood",
                    _ => "",
                };
                Expr::cust(format!("'{value}'{cast}"))
            }
        }
    }

    /// What fills the columns that are new in this schema and required, by table and column.
    pub fn backfills(&self, before: &Self, backend: Backend) -> BTreeMap<(String, String), String> {
        let mut backfills = BTreeMap::new();
        for (name, table) in &self.tables {
            let Some(old) = before.tables.get(name) else { continue };
            for (at, column) in &table.columns {
                if !old.columns.contains_key(at) && !column.nullable && !column.default {
                    let value = match (column.ty, backend) {
                        (Ty::Uuid, Backend::MySql) => {
                            "unhex('00000000000000000000000000000001')".to_owned()
                        }
                        (Ty::Uuid, Backend::Sqlite) => {
                            "x'00000000000000000000000000000001'".to_owned()
                        }
                        (Ty::Uuid, _) => "'00000000-0000-0000-0000-000000000001'::uuid".to_owned(),
                        (ty, _) => {
                            let select = Query::select().expr(self.value(ty, 1, backend)).take();
                            let sql = match backend {
                                Backend::Postgres => select.to_string(PostgresQueryBuilder),
                                Backend::MySql => select.to_string(MysqlQueryBuilder),
                                _ => select.to_string(SqliteQueryBuilder),
                            };
                            sql.strip_prefix("SELECT ").unwrap().to_owned()
                        }
                    };
                    backfills.insert((key(backend, *name), COLUMNS[*at].to_owned()), value);
                }
            }
            if table.composite && !old.composite {
                backfills.insert((key(backend, *name), "k".to_owned()), "1".to_owned());
            }
        }
        backfills
    }
}

fn id(counts: bool, row: i64, backend: Backend) -> Expr {
    match (counts, backend) {
        (true, _) => row.into(),
        (false, Backend::Postgres) => {
            Expr::cust(format!("'00000000-0000-0000-0000-00000000000{row}'::uuid"))
        }
        (false, Backend::MySql) => {
            Expr::cust(format!("unhex('0000000000000000000000000000000{row}')"))
        }
        (false, _) => Expr::cust(format!("x'0000000000000000000000000000000{row}'")),
    }
}

fn reference_name(at: usize) -> String {
    format!("parent_{at}")
}

fn sea_query_table(
    schema: &Schema,
    backend: Backend,
    name: usize,
    table: &Table,
) -> TableCreateStatement {
    let mut create = Table_::create();
    create.table(table_ref(backend, name));
    let mut id = match table.counts {
        true => ColumnDef::new("id").integer().not_null().auto_increment().take(),
        false => ColumnDef::new("id").uuid().not_null().take(),
    };
    if table.composite {
        create.col(id).col(ColumnDef::new("k").integer().not_null());
        create.primary_key(Index_::create().col("k").col("id"));
    } else {
        create.col(id.primary_key());
    }
    for (at, column) in &table.columns {
        let column_name = COLUMNS[*at];
        let mut definition = match column.ty {
            Ty::Int => ColumnDef::new(column_name).integer().take(),
            Ty::BigInt => ColumnDef::new(column_name).big_integer().take(),
            Ty::SmallInt => ColumnDef::new(column_name).small_integer().take(),
            Ty::Short => ColumnDef::new(column_name).string_len(50).take(),
            Ty::Long => ColumnDef::new(column_name).string_len(100).take(),
            Ty::Text => types::text(backend.into(), column_name),
            Ty::Bool => ColumnDef::new(column_name).boolean().take(),
            Ty::Uuid => ColumnDef::new(column_name).uuid().take(),
            Ty::Time => types::timestamp(backend.into(), column_name),
            Ty::Date => ColumnDef::new(column_name).date().take(),
            Ty::Json => ColumnDef::new(column_name).json_binary().take(),
            Ty::Double => ColumnDef::new(column_name).double().take(),
            Ty::Decimal => ColumnDef::new(column_name).decimal_len(10, 2).take(),
            Ty::Enum(of) => types::enumeration(
                backend.into(),
                column_name,
                type_ref(backend, of),
                schema.values(of),
            ),
        };
        if column.nullable {
            definition.null()
        } else {
            definition.not_null()
        };
        if column.default {
            match column.ty {
                Ty::Bool => definition.default(true),
                Ty::Short => definition.default("it's \\ 'x'"),
                Ty::Time => definition.default(types::now(backend.into())),
                Ty::Enum(of) => definition.default(schema.values(of)[0]),
                _ => definition.default(7),
            };
        }
        if column.unique {
            definition.unique_key();
        }
        if column.comment && backend == Backend::MySql {
            definition.comment("it's \\ \"a\" comment");
        }
        create.col(definition);
        if column.check {
            let expression = Expr::col(column_name).gt(0);
            create.check((Alias::new(format!("positive {name} {at}")), expression));
        }
    }
    for (at, reference) in &table.references {
        let mut column = match schema.tables[&reference.parent].counts {
            true => ColumnDef::new(reference_name(*at)).integer().take(),
            false => ColumnDef::new(reference_name(*at)).uuid().take(),
        };
        create.col(column.null());
    }
    create
}

use sea_orm_migration::prelude::{Index as Index_, Table as Table_};

fn foreign_key(
    backend: Backend,
    table: usize,
    at: usize,
    reference: &Reference,
) -> Option<ForeignKeyCreateStatement> {
    let action = reference.key?;
    let mut key = ForeignKey::create();
    key.name(format!("fk {table} {at}"))
        .from(table_ref(backend, table), Alias::new(reference_name(at)))
        .to(table_ref(backend, reference.parent), "id");
    match action {
        Action::None => {}
        Action::Cascade => _ = key.on_delete(ForeignKeyAction::Cascade),
        Action::SetNull => _ = key.on_delete(ForeignKeyAction::SetNull),
    }
    Some(key)
}

fn index_sql(backend: Backend, table: usize, at: usize, index: &Index) -> String {
    let mut create = Index_::create();
    create.name(format!("idx-{table}-{at}")).table(table_ref(backend, table));
    for (column, descending) in &index.columns {
        match descending {
            true => create.col((Alias::new(COLUMNS[*column]), IndexOrder::Desc)),
            false => create.col(Alias::new(COLUMNS[*column])),
        };
    }
    if index.unique {
        create.unique();
    }
    if index.partial && backend != Backend::MySql {
        create.and_where(Expr::col(Alias::new(COLUMNS[index.columns[0].0])).is_not_null());
    }
    match backend {
        Backend::Postgres => create.to_string(PostgresQueryBuilder),
        Backend::MySql => create.to_string(MysqlQueryBuilder),
        _ => create.to_string(SqliteQueryBuilder),
    }
}
