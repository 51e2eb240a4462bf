//! What the text of a migration says of a backend.

use proc_macro2::TokenStream;

pub(crate) trait Codegen {
    /// SeaORM's word for it in Rust.
    fn db_backend(&self) -> TokenStream;

    /// How much its types tell, beside those of the others: a summary takes its words from the
    /// backend whose types tell most.
    fn detail_of_types(&self) -> u8;
}

super::of!(Codegen);
