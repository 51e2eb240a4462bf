//! What the text of a migration says of a backend.

use proc_macro2::TokenStream;
use quote::quote;

use crate::dialect::Postgres;
use crate::dialect::codegen::Codegen;

impl Codegen for Postgres {
    fn db_backend(&self) -> TokenStream {
        quote!(DbBackend::Postgres)
    }
}
