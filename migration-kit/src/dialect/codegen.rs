//! What the text of a migration says of a backend.

use proc_macro2::TokenStream;

pub(crate) trait Codegen {
    /// SeaORM's word for it in Rust.
    fn db_backend(&self) -> TokenStream;
}

super::of!(Codegen);
