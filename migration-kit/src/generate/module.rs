//! The text of a generated step: one module for every backend.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;
use sea_orm::DbBackend;

use super::summary::{self, Line};
use crate::Error;
use crate::change::Place;
use crate::diff::{OnBackend, Script};
use crate::statement::{Idens, Import, Statement};
use crate::target;

/// A step before it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// A name for it, such as `add_is_active_to_providers`.
    pub name: String,
    /// What it does, a line for each change.
    pub changes: Vec<String>,
    /// The module's text.
    pub text: String,
}

/// The module that does the changes of all backends. It is formatted, and `rustfmt` can go over it once more.
///
/// # Errors
/// [`Error::Config`] when the text is no Rust, which would be a mistake of the kit's own.
pub fn module(on: &[OnBackend]) -> Result<Module, Error> {
    let lines = summary::lines(on);
    let mut idens = Idens::default();
    let mut ways = ways(on, &mut idens);
    if idens.settle() {
        ways = self::ways(on, &mut idens);
    }
    let (up, down) = ways;
    let enums = idens.enums();
    let import = |import, line: TokenStream| idens.needs(import).then_some(line);
    let types = import(
        Import::Types,
        quote!(
            use migration_kit::types;
        ),
    );
    let rebuild = import(
        Import::RebuildTable,
        quote!(
            use migration_kit::ops::RebuildTable;
        ),
    );
    let backend = import(
        Import::DbBackend,
        quote!(
            use sea_orm_migration::sea_orm::DbBackend;
        ),
    );
    let about =
        about(on, &lines).into_iter().map(|line| if line.is_empty() { line } else { format!(" {line}") });
    let losses = losses(&lines).into_iter().map(|line| format!(" {line}"));
    let module = quote! {
        #(#![doc = #about])*
        #rebuild
        use migration_kit::step::{Plan, Step};
        #types
        use sea_orm_migration::prelude::*;
        #backend

        #[derive(DeriveMigrationName)]
        pub struct Migration;

        impl Step for Migration {
            fn up(&self, plan: &mut Plan) { #up }

            #(#[doc = #losses])*
            fn down(&self, plan: &mut Plan) { #down }
        }

        #(#enums)*
    };
    let file =
        syn::parse2(module).map_err(|e| Error::config(format!("the generated step is no Rust: {e}")))?;
    Ok(Module {
        name: summary::name(&lines),
        changes: lines.into_iter().map(|line| line.text).collect(),
        text: spaced(&prettyplease::unparse(&file)),
    })
}

/// The statements of `up` and of `down`.
fn ways(on: &[OnBackend], idens: &mut Idens) -> (TokenStream, TokenStream) {
    (body(on, |on| &on.up, idens), body(on, |on| &on.down, idens))
}

/// The doc comment of the module.
fn about(on: &[OnBackend], lines: &[Line]) -> Vec<String> {
    let mut about = match lines {
        [line] => vec![format!("{}.", line.text)],
        _ => {
            let list = lines.iter().map(|line| format!("* {}.", line.text));
            ["In this step:".to_owned(), String::new()].into_iter().chain(list).collect()
        }
    };
    let unread: Vec<&str> = on.iter().filter(|on| !on.read).map(|on| target::name(on.backend)).collect();
    if !unread.is_empty() {
        about.push(String::new());
        about.push(format!("Unverified on {}: the schema was not read there,", unread.join(" and ")));
        about.push("and this is what the other backends say of it.".to_owned());
    }
    about
}

/// What `down` cannot give back, and what it takes away.
fn losses(lines: &[Line]) -> Vec<String> {
    lines
        .iter()
        .flat_map(|line| [&line.lost, &line.not_back])
        .flatten()
        .map(|text| format!("{text}."))
        .collect()
}

/// The statements of all backends in their order. What is the same everywhere stands by itself, and the rest in a part for
/// its backends alone.
fn body(on: &[OnBackend], of: impl Fn(&OnBackend) -> &Script, idens: &mut Idens) -> TokenStream {
    let mut places: BTreeMap<&Place, Vec<(DbBackend, &Vec<Statement>)>> = BTreeMap::new();
    for on in on {
        for (place, statements) in of(on) {
            places.entry(place).or_default().push((on.backend, statements));
        }
    }
    let mut parts: Vec<Part> = Vec::new();
    for statements in places.into_values() {
        for part in alike(statements, idens) {
            // What is for other backends does not stand between two parts of one.
            let apart = |other: &Part| !other.backends.iter().any(|backend| part.backends.contains(backend));
            let last = parts.iter().rposition(|other| !apart(other));
            match last.filter(|at| parts[*at].backends == part.backends) {
                Some(at) => {
                    parts[at].code.extend(part.code);
                    parts[at].rebuilds &= part.rebuilds;
                }
                None => parts.push(part),
            }
        }
    }
    let all = on.len();
    let parts = parts.into_iter().map(|Part { backends, code, rebuilds }| {
        // A rebuild is for SQLite by itself.
        if backends.len() == all || rebuilds {
            return code;
        }
        idens.uses(Import::DbBackend);
        let backends = backends.iter().map(|backend| match backend {
            DbBackend::Postgres => quote!(DbBackend::Postgres),
            DbBackend::MySql => quote!(DbBackend::MySql),
            _ => quote!(DbBackend::Sqlite),
        });
        quote!(plan.on(&[#(#backends),*], |plan| { #code });)
    });
    parts.collect()
}

/// Statements for the same backends.
struct Part {
    backends: Vec<DbBackend>,
    code: TokenStream,
    /// Nothing but rebuilds of SQLite tables.
    rebuilds: bool,
}

/// The statements of one place, with the backends that each text is for.
fn alike(statements: Vec<(DbBackend, &Vec<Statement>)>, idens: &mut Idens) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (backend, statements) in statements {
        let code: TokenStream = statements.iter().map(|statement| statement.code(idens)).collect();
        let rebuilds = statements.iter().all(|statement| matches!(statement, Statement::Rebuild(_)));
        match parts.iter_mut().find(|part| part.code.to_string() == code.to_string()) {
            Some(part) => part.backends.push(backend),
            None => parts.push(Part { backends: vec![backend], code, rebuilds }),
        }
    }
    parts
}

/// With an empty line between the parts of a file, and between the two functions.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    let mut last = "";
    for line in text.lines() {
        let begins = |word: &str| line.starts_with(word) && !last.starts_with(word);
        let inner = line.trim_start();
        let function = inner.starts_with("fn down") && !last.trim_start().starts_with("///");
        let doc = inner.starts_with("///") && last.trim_start() == "}";
        let item = line.starts_with("#[derive") || line.starts_with("impl ");
        if !last.is_empty() && (begins("use ") || function || doc || item) {
            spaced.push('\n');
        }
        spaced.push_str(line);
        spaced.push('\n');
        last = line;
    }
    spaced
}
