//! The names of a module's tables and columns as the `DeriveIden` enums that a SeaORM user would
//! write.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase as _, ToUpperCamelCase as _};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::schema::parts;

/// Names that a generated module has already, its traits among them, or that Rust has.
const TAKEN: &[&str] = &[
    "Alias",
    "Backfill",
    "Box",
    "Column",
    "ColumnDef",
    "ColumnType",
    "ConditionalStatement",
    "DbBackend",
    "Err",
    "Expr",
    "ExprTrait",
    "ForeignKey",
    "ForeignKeyAction",
    "Iden",
    "Index",
    "IndexOrder",
    "IntoIden",
    "Migration",
    "None",
    "Ok",
    "Option",
    "PgInterval",
    "Plan",
    "Planned",
    "Query",
    "RcOrArc",
    "RebuildTable",
    "Result",
    "Self",
    "Some",
    "String",
    "StringLen",
    "Table",
    "Type",
    "Vec",
];

/// Collects the names that a module's text uses.
#[derive(Debug, Default)]
pub(crate) struct Idens {
    tables: BTreeMap<String, Names>,
    imports: BTreeSet<Import>,
}

/// What only some modules import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Import {
    /// The kit's `types`.
    Types,
    /// The kit's `ops::Backfill`.
    Backfill,
    /// The kit's `ops::RebuildTable`.
    RebuildTable,
    /// SeaORM's `DbBackend`.
    DbBackend,
}

/// A table's enum.
#[derive(Debug)]
struct Names {
    ident: String,
    /// By column: the variant.
    variants: BTreeMap<String, String>,
    uses_table: bool,
    /// In the order of their first use.
    order: Vec<String>,
}

impl Idens {
    /// `Users::Table`, or `("billing", BillingUsers::Table)` in another schema.
    pub(crate) fn table(&mut self, table: &str) -> TokenStream {
        let alone = self.table_alone(table);
        match parts(table).0 {
            Some(schema) => quote!((#schema, #alone)),
            None => alone,
        }
    }

    /// The same without the schema.
    pub(crate) fn table_alone(&mut self, table: &str) -> TokenStream {
        let names = self.names(table);
        names.uses_table = true;
        let ident = Ident::new(&names.ident, Span::call_site());
        quote!(#ident::Table)
    }

    /// `Users::Name`.
    pub(crate) fn column(&mut self, table: &str, column: &str) -> TokenStream {
        let names = self.names(table);
        if !names.variants.contains_key(column) {
            let taken: BTreeSet<&str> =
                names.variants.values().map(String::as_str).chain(["Self", "Table"]).collect();
            let variant = unique(column, &taken);
            names.variants.insert(column.to_owned(), variant);
            names.order.push(column.to_owned());
        }
        let ident = Ident::new(&names.ident, Span::call_site());
        let variant = Ident::new(&names.variants[column], Span::call_site());
        quote!(#ident::#variant)
    }

    /// The same of each.
    pub(crate) fn columns(&mut self, table: &str, columns: &[String]) -> Vec<TokenStream> {
        columns.iter().map(|column| self.column(table, column)).collect()
    }

    /// Gives another name to an enum whose variants repeat it, such as `User::UserId`, of which
    /// clippy does not think much. Says whether there was one; then the text has to be written
    /// again.
    pub(crate) fn settle(&mut self) -> bool {
        let mut changed = false;
        let mut taken: BTreeSet<String> =
            self.tables.values().map(|names| names.ident.clone()).collect();
        for (table, names) in &mut self.tables {
            let ident = &names.ident;
            let repeats = names
                .variants
                .values()
                .any(|variant| variant.starts_with(ident) || variant.ends_with(ident));
            if repeats {
                let all: BTreeSet<&str> =
                    taken.iter().map(String::as_str).chain(TAKEN.iter().copied()).collect();
                names.ident = unique(&format!("{table} table"), &all);
                taken.insert(names.ident.clone());
                changed = true;
            }
        }
        changed
    }

    /// Notes that the text needs an import.
    pub(crate) fn uses(&mut self, import: Import) {
        self.imports.insert(import);
    }

    /// Whether the text needs an import.
    pub(crate) fn needs(&self, import: Import) -> bool {
        self.imports.contains(&import)
    }

    /// The enums, by the names of their tables.
    pub(crate) fn enums(&self) -> Vec<TokenStream> {
        self.tables.iter().map(|(table, names)| names.item(table)).collect()
    }

    fn names(&mut self, table: &str) -> &mut Names {
        if !self.tables.contains_key(table) {
            let taken: BTreeSet<&str> = self
                .tables
                .values()
                .map(|names| names.ident.as_str())
                .chain(TAKEN.iter().copied())
                .collect();
            let ident = unique(table, &taken);
            let names =
                Names { ident, variants: BTreeMap::new(), uses_table: false, order: Vec::new() };
            self.tables.insert(table.to_owned(), names);
        }
        // It was put there above.
        self.tables.entry(table.to_owned()).or_insert_with(|| Names {
            ident: String::new(),
            variants: BTreeMap::new(),
            uses_table: false,
            order: Vec::new(),
        })
    }
}

impl Names {
    fn item(&self, table: &str) -> TokenStream {
        let ident = Ident::new(&self.ident, Span::call_site());
        // `Table` means the enum's own name in snake case.
        let (_, table) = parts(table);
        let table = self.uses_table.then(|| {
            let iden =
                (self.ident.to_snake_case() != table).then(|| quote!(#[sea_orm(iden = #table)]));
            quote!(#iden Table,)
        });
        let variants = self.order.iter().map(|column| {
            let variant = &self.variants[column];
            let iden =
                (variant.to_snake_case() != *column).then(|| quote!(#[sea_orm(iden = #column)]));
            let variant = Ident::new(variant, Span::call_site());
            quote!(#iden #variant,)
        });
        quote! {
            #[derive(DeriveIden)]
            enum #ident { #table #(#variants)* }
        }
    }
}

/// An identifier in camel case that is not taken yet.
fn unique(name: &str, taken: &BTreeSet<&str>) -> String {
    let letters: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let mut ident = letters.to_upper_camel_case();
    if !ident.starts_with(|c: char| c.is_ascii_alphabetic()) {
        ident = format!("Name{ident}");
    }
    if !taken.contains(ident.as_str()) {
        return ident;
    }
    let free = |n: &u32| !taken.contains(format!("{ident}{n}").as_str());
    (2..).find(free).map_or(ident.clone(), |n| format!("{ident}{n}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enum_that_its_variants_repeat_gets_another_name() {
        let mut idens = Idens::default();
        idens.column("user", "user_id");
        idens.column("users", "name");
        assert!(idens.settle());
        assert_eq!(idens.column("user", "user_id").to_string(), "UserTable :: UserId");
        assert_eq!(idens.column("users", "name").to_string(), "Users :: Name");
        assert!(!idens.settle());
    }

    #[test]
    fn names_that_are_no_identifiers_get_one() {
        let mut idens = Idens::default();
        let table = idens.table("index");
        assert_eq!(table.to_string(), "Index2 :: Table");
        for (column, expected) in [
            ("a_b", "Index2 :: AB"),
            ("aB", "Index2 :: AB2"),
            ("self", "Index2 :: Self2"),
            ("table", "Index2 :: Table2"),
            ("1st", "Index2 :: Name1st"),
            ("größe", "Index2 :: GrE"),
            ("it's \"x\"", "Index2 :: ItSX"),
            ("is_active", "Index2 :: IsActive"),
        ] {
            assert_eq!(idens.column("index", column).to_string(), expected);
        }
        let item = idens.enums().remove(0).to_string();
        assert!(item.contains("sea_orm (iden = \"index\")"), "{item}");
        assert!(item.contains("sea_orm (iden = \"a_b\")"), "{item}");
        assert!(!item.contains("is_active"), "{item}");
    }
}
