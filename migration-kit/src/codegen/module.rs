//! The text of a generated migration: one module for every backend.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::summary::{self, Line};
use crate::Backend;
use crate::Error;
use crate::change::{Part as Stage, Place};
use crate::dialect::{codegen, online};
use crate::diff::{OnBackend, Script};
use crate::escape;
use crate::statement::{Idens, Import, Statement};

/// A migration before it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// A name for it, such as `add_is_active_to_providers`.
    pub name: String,
    /// What its name ends in where one change takes several migrations, such as `_online`; also
    /// behind another name.
    pub suffix: &'static str,
    /// What it does, a line for each change.
    pub changes: Vec<String>,
    /// The module's text.
    pub text: String,
}

/// What a migration does on one backend, and what rolls it back.
struct Ways {
    backend: Backend,
    up: Script,
    down: Script,
}

/// The modules that do the changes of all backends, in their order: one, where nothing has to be
/// apart. They are formatted, and `rustfmt` can go over them once more.
///
/// # Errors
/// [`Error::Internal`] when a text is no Rust, which would be a mistake of the kit's own.
pub fn modules(on: &[OnBackend]) -> Result<Vec<Module>, Error> {
    let lines = summary::lines(on);
    let name = summary::name(&lines);
    let mut stages: BTreeMap<Stage, Vec<Ways>> = BTreeMap::new();
    for on in on {
        for (stage, up, down) in on.parts() {
            stages.entry(stage).or_default().push(Ways { backend: on.backend, up, down });
        }
    }
    if stages.is_empty() {
        stages.insert(Stage::Transaction, Vec::new());
    }
    let all: Vec<Stage> = stages.keys().copied().collect();
    // The one that has the name, and tells what all of them do.
    let main = if all.contains(&Stage::Transaction) {
        Some(Stage::Transaction)
    } else {
        all.last().copied()
    };
    let modules = stages.into_iter().map(|(stage, ways)| {
        let is_main = main == Some(stage);
        let about = match is_main {
            true => about(on, &lines, &all),
            false => vec![beside(stage, &name)],
        };
        let losses = match stage {
            _ if is_main => losses(&lines),
            Stage::Switch => {
                vec![
                    "It writes every row again, while nobody else may read or write the table."
                        .to_owned(),
                ]
            }
            _ => Vec::new(),
        };
        let suffix = if is_main { "" } else { suffix(stage) };
        let text = text(&ways, on.len(), &about, &losses)?;
        let changes = lines.iter().filter(|_| is_main).map(|line| line.text.clone()).collect();
        Ok(Module { name: format!("{name}{suffix}"), suffix, changes, text })
    });
    modules.collect()
}

fn suffix(stage: Stage) -> &'static str {
    match stage {
        Stage::Values => "_values",
        Stage::Transaction => "",
        Stage::Online => "_online",
        Stage::Switch => "_switch",
    }
}

/// What a migration says of itself that belongs to another one.
fn beside(stage: Stage, name: &str) -> String {
    match stage {
        Stage::Values => {
            format!(
                "Adds the values that `{name}` uses, which PostgreSQL takes only once they are there."
            )
        }
        Stage::Transaction | Stage::Online => {
            format!("The part of `{name}` that looks at rows, while others read and write them.")
        }
        Stage::Switch => {
            format!(
                "The part of `{name}` in which old columns go: what takes their place is there by then."
            )
        }
    }
}

/// The text of one module, `backends` being all that there are.
fn text(
    ways: &[Ways],
    backends: usize,
    about: &[String],
    losses: &[String],
) -> Result<String, Error> {
    let mut idens = Idens::default();
    let mut both = both_ways(ways, backends, &mut idens);
    if idens.settle() {
        both = both_ways(ways, backends, &mut idens);
    }
    let (up, down) = both;
    let enums = idens.enums();
    let import = |import, line: TokenStream| idens.needs(import).then_some(line);
    let types = import(
        Import::Types,
        quote!(
            use migration_kit::types;
        ),
    );
    let ops = match (idens.needs(Import::Backfill), idens.needs(Import::RebuildTable)) {
        (true, true) => quote!(
            use migration_kit::ops::{Backfill, RebuildTable};
        ),
        (true, false) => quote!(
            use migration_kit::ops::Backfill;
        ),
        (false, true) => quote!(
            use migration_kit::ops::RebuildTable;
        ),
        (false, false) => TokenStream::new(),
    };
    let backend = import(
        Import::DbBackend,
        quote!(
            use sea_orm_migration::sea_orm::DbBackend;
        ),
    );
    // rustc refuses a comment in which names or values turn the direction of writing around, and
    // one with a bare carriage return.
    let doc = |line: &String| {
        if line.is_empty() { String::new() } else { format!(" {}", escape::line(line)) }
    };
    let about = about.iter().map(doc);
    let losses = losses.iter().map(doc);
    let plan = |body: &TokenStream| if body.is_empty() { quote!(_plan) } else { quote!(plan) };
    let (plan_up, plan_down) = (plan(&up), plan(&down));
    let module = quote! {
        #(#![doc = #about])*
        #ops
        use migration_kit::migration::{Plan, Planned};
        #types
        use sea_orm_migration::prelude::*;
        #backend

        #[derive(DeriveMigrationName)]
        pub struct Migration;

        impl Planned for Migration {
            fn up(&self, #plan_up: &mut Plan) { #up }

            #(#[doc = #losses])*
            fn down(&self, #plan_down: &mut Plan) { #down }
        }

        #(#enums)*
    };
    let file = syn::parse2(module)
        .map_err(|e| Error::internal(format!("the generated migration is no Rust: {e}")))?;
    Ok(spaced(&prettyplease::unparse(&file)))
}

/// The statements of `up` and of `down`.
fn both_ways(ways: &[Ways], backends: usize, idens: &mut Idens) -> (TokenStream, TokenStream) {
    (body(ways, backends, |ways| &ways.up, idens), body(ways, backends, |ways| &ways.down, idens))
}

/// The doc comment of the module.
fn about(on: &[OnBackend], lines: &[Line], stages: &[Stage]) -> Vec<String> {
    let mut about = match lines {
        [line] => vec![format!("{}.", line.text)],
        _ => {
            let list = lines.iter().map(|line| format!("* {}.", line.text));
            ["In this migration:".to_owned(), String::new()].into_iter().chain(list).collect()
        }
    };
    if stages.len() > 1 && stages.contains(&Stage::Online) && stages.contains(&Stage::Transaction) {
        about.push(String::new());
        about.push("What has to look at rows is in the migration behind it.".to_owned());
        if stages.contains(&Stage::Switch) {
            about.push("Old columns go in the migration behind that.".to_owned());
        }
    }
    let unread: Vec<&str> = on.iter().filter(|on| !on.read).map(|on| on.backend.name()).collect();
    if !unread.is_empty() {
        about.push(String::new());
        about.push(format!(
            "Unverified on {}: the schema was not read there,",
            unread.join(" and ")
        ));
        about.push("and this is what the other backends say of it.".to_owned());
    }
    for on in on.iter().filter(|on| on.without_rows.is_some()) {
        about.push(String::new());
        about.push(format!("Verified on {} without rows in some tables:", on.backend.name()));
        about.push("those that were made up are in the way, as those of users may be.".to_owned());
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

/// The statements of all backends in their order. What is the same everywhere stands by itself, and
/// the rest in a part for its backends alone.
fn body(
    ways: &[Ways],
    all: usize,
    of: impl Fn(&Ways) -> &Script,
    idens: &mut Idens,
) -> TokenStream {
    let mut places: BTreeMap<&Place, Vec<(Backend, &Vec<Statement>)>> = BTreeMap::new();
    for ways in ways {
        for (place, statements) in of(ways) {
            places.entry(place).or_default().push((ways.backend, statements));
        }
    }
    let mut parts: Vec<Part> = Vec::new();
    for statements in places.into_values() {
        for part in alike(statements, idens) {
            // What is for other backends does not stand between two parts of one.
            let apart = |other: &Part| {
                !other.backends.iter().any(|backend| part.backends.contains(backend))
            };
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
    let parts = parts.into_iter().map(|Part { backends, code, rebuilds }| {
        // A rebuild is for SQLite by itself.
        if backends.len() == all || rebuilds {
            return code;
        }
        idens.uses(Import::DbBackend);
        let backends = backends.iter().map(|backend| codegen::of(*backend).db_backend());
        quote!(plan.on(&[#(#backends),*], |plan| { #code });)
    });
    parts.collect()
}

/// Statements for the same backends.
struct Part {
    backends: Vec<Backend>,
    code: TokenStream,
    /// Nothing but rebuilds of SQLite tables.
    rebuilds: bool,
}

/// The statements of one place, with the backends that each text is for.
fn alike(statements: Vec<(Backend, &Vec<Statement>)>, idens: &mut Idens) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let in_use =
        statements.iter().any(|(_, of)| of.iter().any(|one| matches!(one, Statement::Online(_))));
    for (backend, statements) in statements {
        // Where there is one form only, a column comes and goes in it, so the text of the others
        // serves it, too.
        let told = |statement: &Statement| match statement.for_tables_in_use() {
            Some(other) if in_use && !online::of(backend).has_online_form() => other.code(idens),
            _ => statement.code(idens),
        };
        let code: TokenStream = statements.iter().map(told).collect();
        let rebuilds =
            statements.iter().all(|statement| matches!(statement, Statement::Rebuild(_)));
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
