//! One statement of a migration on one backend: as a value that goes into a [`Plan`], and as the
//! Rust text of the same. The two stand side by side for every kind, and tests compile the text and
//! compare what both do.

mod column;
mod form;
mod idens;
mod index;
mod name;
mod online;
mod sql;
mod table;
mod ty;
mod words;

use proc_macro2::TokenStream;
use quote::quote;
use sea_orm::sea_query::extension::postgres::Type;
use sea_orm::sea_query::{
    Alias, Expr, ExprTrait as _, ForeignKey as SeaForeignKey, Index, Query, Table,
};

pub(crate) use column::{ColumnDef, Ty};
pub(crate) use idens::{Idens, Import};
pub(crate) use index::IndexDef;
pub(crate) use online::Online;
pub(crate) use sql::Sql;
pub(crate) use table::{CheckDef, ForeignKeyDef, Rebuild, TableDef, UniqueDef};

use crate::Backend;
use crate::dialect::text;
use crate::migration::Plan;
use crate::schema::parts;

/// What a migration can do on one backend.
#[derive(Clone, Debug)]
pub(crate) enum Statement {
    CreateTable(TableDef),
    DropTable(String),
    RenameTable {
        from: String,
        to: String,
    },
    AddColumn {
        table: String,
        column: ColumnDef,
    },
    ModifyColumn {
        table: String,
        column: ColumnDef,
    },
    RenameColumn {
        table: String,
        from: String,
        to: String,
    },
    DropColumn {
        table: String,
        column: String,
    },
    CreateIndex(IndexDef),
    DropIndex {
        table: String,
        name: String,
    },
    AddForeignKey {
        table: String,
        key: ForeignKeyDef,
    },
    DropForeignKey {
        table: String,
        name: String,
    },
    CreateType {
        name: String,
        values: Vec<String>,
    },
    DropType {
        name: String,
    },
    RenameType {
        from: String,
        to: String,
    },
    AddValue {
        ty: String,
        value: String,
        place: Place,
    },
    RenameValue {
        ty: String,
        from: String,
        to: String,
    },
    /// `only_null`: where there is no value yet.
    Fill {
        table: String,
        column: String,
        value: String,
        only_null: bool,
    },
    Rebuild(Rebuild),
    /// Rows with a value for which the expression is NULL stop the migration.
    CheckConversion {
        table: String,
        column: String,
        value: String,
        key: Vec<String>,
    },
    /// What is done with the table in use.
    Online(Online),
    /// What sea-query has no words for.
    Sql(String),
}

/// Where a new value of an enum goes.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    Last,
    Before(String),
}

impl Statement {
    /// The form for a table in use, of what has another one.
    pub(crate) fn for_tables_in_use(&self) -> Option<Self> {
        Some(Self::Online(match self.clone() {
            Self::AddColumn { table, column } => Online::AddColumn { table, column },
            Self::DropColumn { table, column } => Online::DropColumn { table, column },
            _ => return None,
        }))
    }

    /// The change of a table with another clause of ALTER TABLE behind it, in the same statement.
    pub(crate) fn and(&self, backend: Backend, clause: &str) -> Self {
        let mut plan = Plan::empty(backend);
        self.add_to(&mut plan);
        Self::Sql(format!("{}, {clause}", plan.sql().concat()))
    }

    /// Adds the statement to a plan of its backend.
    pub(crate) fn add_to(&self, plan: &mut Plan) {
        let backend = plan.on_backend();
        let iden = |name: &str| Alias::new(name);
        match self {
            Self::CreateTable(table) => _ = plan.add(&table.value(backend)),
            Self::DropTable(table) => _ = plan.add(Table::drop().table(name::table(table))),
            Self::RenameTable { from, to } => {
                _ = plan.add(Table::rename().table(name::table(from), name::alone(to)));
            }
            Self::AddColumn { table, column } => {
                _ = plan.add(
                    Table::alter().table(name::table(table)).add_column(column.value(backend)),
                );
            }
            Self::ModifyColumn { table, column } => {
                _ = plan.add(
                    Table::alter().table(name::table(table)).modify_column(column.value(backend)),
                );
            }
            Self::RenameColumn { table, from, to } => {
                _ = plan.add(
                    Table::alter().table(name::table(table)).rename_column(iden(from), iden(to)),
                );
            }
            Self::DropColumn { table, column } => {
                _ = plan.add(Table::alter().table(name::table(table)).drop_column(iden(column)));
            }
            Self::CreateIndex(index) => _ = plan.add(&index.value()),
            Self::DropIndex { table, name: index } => {
                _ = plan.add(Index::drop().name(index).table(name::table(table)));
            }
            Self::AddForeignKey { table, key } => _ = plan.add(&key.value(table)),
            Self::DropForeignKey { table, name: key } => {
                _ = plan.add(SeaForeignKey::drop().name(key).table(name::table(table)));
            }
            Self::CreateType { name: ty, values } => {
                _ = plan.add(
                    Type::create().as_enum(name::ty(ty)).values(values.iter().map(|v| iden(v))),
                );
            }
            Self::DropType { name: ty } => _ = plan.add(Type::drop().name(name::ty(ty))),
            Self::RenameType { from, to } => {
                _ = plan.add(&Type::alter().name(name::ty(from)).rename_to(name::alone(to)))
            }
            Self::AddValue { ty, value, place } => {
                let add = Type::alter().name(name::ty(ty)).add_value(iden(value));
                _ = plan.add(&match place {
                    Place::Last => add,
                    Place::Before(next) => add.before(iden(next)),
                });
            }
            Self::RenameValue { ty, from, to } => {
                _ = plan.add(&Type::alter().name(name::ty(ty)).rename_value(iden(from), iden(to)));
            }
            Self::Fill { table, column, value, only_null } => {
                let mut update = Query::update();
                update.table(name::table(table)).value(iden(column), Expr::cust(value.clone()));
                if *only_null {
                    update.and_where(Expr::col(iden(column)).is_null());
                }
                _ = plan.add(&update);
            }
            Self::Rebuild(rebuild) => rebuild.add_to(plan),
            Self::CheckConversion { table, column, value, key } => {
                let value = Expr::cust(value.clone());
                let key = key.iter().map(|name| iden(name));
                _ = plan.check_conversion(name::table(table), iden(column), value, key);
            }
            Self::Online(online) => online.add_to(plan),
            Self::Sql(sql) => plan.add_written(sql.clone()),
        }
    }

    /// The Rust text that does the same with a variable `plan`.
    pub(crate) fn code(&self, idens: &mut Idens) -> TokenStream {
        let statement = match self {
            Self::CreateTable(table) => table.code(idens),
            Self::DropTable(table) => {
                let table = idens.table(table);
                quote!(Table::drop().table(#table))
            }
            Self::RenameTable { from, to } => {
                let (from, to) = (idens.table(from), idens.table_alone(to));
                quote!(Table::rename().table(#from, #to))
            }
            Self::AddColumn { table, column } => {
                let (table, column) = (idens.table(table), column.code(table, idens));
                quote!(Table::alter().table(#table).add_column(#column))
            }
            Self::ModifyColumn { table, column } => {
                let (table, column) = (idens.table(table), column.code(table, idens));
                quote!(Table::alter().table(#table).modify_column(#column))
            }
            Self::RenameColumn { table, from, to } => {
                let (from, to) = (idens.column(table, from), idens.column(table, to));
                let table = idens.table(table);
                quote!(Table::alter().table(#table).rename_column(#from, #to))
            }
            Self::DropColumn { table, column } => {
                let (table, column) = (idens.table(table), idens.column(table, column));
                quote!(Table::alter().table(#table).drop_column(#column))
            }
            Self::CreateIndex(index) => index.code(idens),
            Self::DropIndex { table, name } => {
                let table = idens.table(table);
                quote!(Index::drop().name(#name).table(#table))
            }
            Self::AddForeignKey { table, key } => key.code(table, idens),
            Self::DropForeignKey { table, name } => {
                let table = idens.table(table);
                quote!(ForeignKey::drop().name(#name).table(#table))
            }
            Self::CreateType { name, values } => {
                let name = name::ty_code(name);
                quote!(extension::postgres::Type::create().as_enum(#name).values([#(#values),*]))
            }
            Self::DropType { name } => {
                let name = name::ty_code(name);
                quote!(extension::postgres::Type::drop().name(#name))
            }
            Self::RenameType { from, to } => {
                let (from, (_, to)) = (name::ty_code(from), parts(to));
                return quote!(plan.add(&extension::postgres::Type::alter().name(#from).rename_to(#to)););
            }
            Self::AddValue { ty, value, place } => {
                let ty = name::ty_code(ty);
                let add = quote!(extension::postgres::Type::alter().name(#ty).add_value(#value));
                return match place {
                    Place::Last => quote!(plan.add(&#add);),
                    Place::Before(next) => quote!(plan.add(&#add.before(#next));),
                };
            }
            Self::RenameValue { ty, from, to } => {
                let ty = name::ty_code(ty);
                return quote!(plan.add(&extension::postgres::Type::alter().name(#ty).rename_value(#from, #to)););
            }
            Self::Fill { table, column, value, only_null } => {
                let (table, column) = (idens.table(table), idens.column(table, column));
                let only_null = only_null
                    .then(|| quote!(.and_where(Expr::col(#column).is_null())))
                    .unwrap_or_default();
                quote!(Query::update().table(#table).value(#column, Expr::cust(#value)) #only_null)
            }
            Self::Rebuild(rebuild) => {
                let rebuild = rebuild.code(idens);
                return quote!(plan.rebuild_table(#rebuild););
            }
            Self::CheckConversion { table, column, value, key } => {
                let key = match key.is_empty() {
                    true => quote!(Vec::<Alias>::new()),
                    false => {
                        let key = idens.columns(table, key);
                        quote!([#(#key),*])
                    }
                };
                let (table, column) = (idens.table(table), idens.column(table, column));
                return quote!(plan.check_conversion(#table, #column, Expr::cust(#value), #key););
            }
            Self::Online(online) => return online.code(idens),
            Self::Sql(sql) => return quote!(plan.add_sql(#sql);),
        };
        quote!(plan.add(#statement);)
    }
}

/// A name between quotes that sea-query writes as it stands: those of indexes and foreign keys.
pub(crate) fn escaped(backend: Backend, name: &str) -> String {
    let quote = text::of(backend).name_quote();
    name.replace(quote, &format!("{quote}{quote}"))
}
