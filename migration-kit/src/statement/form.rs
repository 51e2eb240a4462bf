//! A column's definition is said once, as calls of sea-query's builder, and comes out in two forms:
//! as the builder's value, and as the Rust text that builds the same.
//!
//! In: a call with its arguments. Out: the call done on a [`Value`], or appended to a [`Text`].
//! Both are made of the same tokens by the macros below, so that a call cannot be one thing here
//! and another there.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use sea_orm::sea_query::{Alias, ColumnDef, ColumnType, Expr, TypeRef};

use super::name::{ty, ty_code};
use super::ty::Type;
use super::{Idens, Import};
use crate::Backend;
use crate::schema::DefaultValue;
use crate::types;

/// The value of sea-query's builder.
pub(super) struct Value {
    backend: Backend,
    column: ColumnDef,
}

impl Value {
    pub(super) fn new(backend: Backend, name: &str) -> Self {
        Self { backend, column: ColumnDef::new(Alias::new(name)) }
    }

    pub(super) fn into_column(self) -> ColumnDef {
        self.column
    }

    fn name(&self) -> Alias {
        Alias::new(self.column.get_column_name())
    }
}

/// The Rust text of the same calls.
pub(super) struct Text<'i> {
    idens: &'i mut Idens,
    /// The variant that stands for the column's name.
    name: TokenStream,
    code: TokenStream,
}

impl<'i> Text<'i> {
    pub(super) fn new(idens: &'i mut Idens, table: &str, column: &str) -> Self {
        let name = idens.column(table, column);
        Self { idens, code: quote!(ColumnDef::new(#name)), name }
    }

    pub(super) fn into_code(self) -> TokenStream {
        self.code
    }
}

/// An argument of a call.
pub(super) trait Argument {
    type Value;
    fn value(self, backend: Backend) -> Self::Value;
    fn text(self, idens: &mut Idens) -> TokenStream;
}

macro_rules! forms {
    (
        types { $($portable:ident = $helper:ident($($input:ident: $input_type:ty),*);)* }
        column { $($method:ident($($arg:ident: $arg_type:ty),*);)* }
    ) => {
        /// What can be said of a column. A call that says its type as a whole comes first.
        pub(super) trait Form {
            /// `ColumnDef::new_with_type`.
            fn new_with_type(&mut self, ty: Type<'_>);
            $(fn $portable(&mut self, $($input: $input_type),*);)*
            $(fn $method(&mut self, $($arg: $arg_type),*);)*
        }

        impl Form for Value {
            fn new_with_type(&mut self, ty: Type<'_>) {
                self.column = ColumnDef::new_with_type(self.name(), ty.value(self.backend));
            }

            $(fn $portable(&mut self, $($input: $input_type),*) {
                self.column = types::$helper(self.backend.into(), self.name(), $($input.value(self.backend)),*);
            })*

            $(fn $method(&mut self, $($arg: $arg_type),*) {
                self.column.$method($($arg.value(self.backend)),*);
            })*
        }

        impl Form for Text<'_> {
            fn new_with_type(&mut self, ty: Type<'_>) {
                let (name, ty) = (&self.name, ty.text(self.idens));
                self.code = quote!(ColumnDef::new_with_type(#name, #ty));
            }

            $(fn $portable(&mut self, $($input: $input_type),*) {
                self.idens.uses(Import::Types);
                let name = &self.name;
                let args: &[TokenStream] = &[$($input.text(self.idens)),*];
                self.code = quote!(types::$helper(plan.backend(), #name #(, #args)*));
            })*

            $(fn $method(&mut self, $($arg: $arg_type),*) {
                let args: &[TokenStream] = &[$($arg.text(self.idens)),*];
                self.code.extend(quote!(.$method(#(#args),*)));
            })*
        }
    };
}

forms! {
    types {
        portable_text = text();
        portable_timestamp = timestamp();
        enumeration = enumeration(ty: TypeName<'_>, values: &[String]);
    }
    column {
        char();
        char_len(length: u32);
        string();
        string_len(length: u32);
        blob();
        tiny_integer();
        small_integer();
        integer();
        big_integer();
        tiny_unsigned();
        small_unsigned();
        unsigned();
        big_unsigned();
        float();
        double();
        decimal();
        decimal_len(precision: u32, scale: u32);
        date_time();
        timestamp();
        date();
        time();
        year();
        binary_len(length: u32);
        var_binary(length: u32);
        bit(length: Option<u32>);
        varbit(length: u32);
        boolean();
        money();
        money_len(precision: u32, scale: u32);
        json();
        json_binary();
        uuid();
        cidr();
        inet();
        mac_address();
        ltree();
        array(element: Type<'_>);
        custom(words: &str);
        null();
        not_null();
        default(value: &DefaultValue);
        generated(expression: Sql<'_>, stored: bool);
        primary_key();
        auto_increment();
        unique_key();
        check(expression: Sql<'_>);
        comment(text: &str);
        extra(words: &str);
    }
}

impl Argument for u32 {
    type Value = Self;

    fn value(self, _: Backend) -> Self {
        self
    }

    fn text(self, _: &mut Idens) -> TokenStream {
        let number = Literal::u32_unsuffixed(self);
        quote!(#number)
    }
}

impl Argument for Option<u32> {
    type Value = Self;

    fn value(self, _: Backend) -> Self {
        self
    }

    fn text(self, idens: &mut Idens) -> TokenStream {
        match self {
            Some(number) => {
                let number = number.text(idens);
                quote!(Some(#number))
            }
            None => quote!(None),
        }
    }
}

impl Argument for bool {
    type Value = Self;

    fn value(self, _: Backend) -> Self {
        self
    }

    fn text(self, _: &mut Idens) -> TokenStream {
        quote!(#self)
    }
}

impl Argument for &str {
    type Value = String;

    fn value(self, _: Backend) -> String {
        self.to_owned()
    }

    fn text(self, _: &mut Idens) -> TokenStream {
        quote!(#self)
    }
}

impl<'v> Argument for &'v [String] {
    type Value = Vec<&'v str>;

    fn value(self, _: Backend) -> Vec<&'v str> {
        self.iter().map(String::as_str).collect()
    }

    fn text(self, _: &mut Idens) -> TokenStream {
        let values = self;
        quote!([#(#values),*])
    }
}

/// A name of an enum type, as a schema names it.
pub(super) struct TypeName<'n>(pub &'n str);

impl Argument for TypeName<'_> {
    type Value = TypeRef;

    fn value(self, _: Backend) -> TypeRef {
        ty(self.0)
    }

    fn text(self, _: &mut Idens) -> TokenStream {
        ty_code(self.0)
    }
}

/// An expression in the backend's words.
pub(super) struct Sql<'t>(pub &'t str);

impl Argument for Sql<'_> {
    type Value = Expr;

    fn value(self, _: Backend) -> Expr {
        Expr::cust(self.0.to_owned())
    }

    fn text(self, _: &mut Idens) -> TokenStream {
        let text = self.0;
        quote!(Expr::cust(#text))
    }
}

impl Argument for Type<'_> {
    type Value = ColumnType;

    fn value(self, _: Backend) -> ColumnType {
        self.into_value()
    }

    fn text(self, _: &mut Idens) -> TokenStream {
        self.into_code()
    }
}

impl Argument for &DefaultValue {
    type Value = Expr;

    fn value(self, backend: Backend) -> Expr {
        match self {
            DefaultValue::Text(text) => Expr::val(text.as_str()),
            DefaultValue::Int(number) => Expr::val(*number),
            DefaultValue::Bool(truth) => Expr::val(*truth),
            DefaultValue::Now => types::now(backend.into()),
            DefaultValue::Expression(text) => Sql(text).value(backend),
        }
    }

    fn text(self, idens: &mut Idens) -> TokenStream {
        match self {
            DefaultValue::Text(text) => quote!(#text),
            DefaultValue::Int(number) => {
                // Rust takes a number without a type for an `i32`, and refuses one that is none.
                let number = match i32::try_from(*number) {
                    Ok(number) => Literal::i32_unsuffixed(number),
                    Err(_) => Literal::i64_suffixed(*number),
                };
                quote!(#number)
            }
            DefaultValue::Bool(truth) => quote!(#truth),
            DefaultValue::Now => {
                idens.uses(Import::Types);
                quote!(types::now(plan.backend()))
            }
            DefaultValue::Expression(text) => Sql(text).text(idens),
        }
    }
}
