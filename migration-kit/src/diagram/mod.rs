//! The picture of a schema: tables as boxes, foreign keys as lines with crow's feet. A schema comes
//! in and a text goes out.
//!
//! Where the boxes go is for a layout library (`dagre`, the port of what Mermaid and others draw
//! with); what they look like is said here, once for the picture by itself and for the pages that
//! it stands in. The same schema always gives the same text.

#[cfg(feature = "cli")]
mod html;
mod layers;
mod layout;
mod measure;
#[cfg(feature = "cli")]
mod mermaid;
mod pack;
mod picture;
mod route;
mod svg;
mod tests;

#[cfg(feature = "cli")]
pub use html::html;
#[cfg(feature = "cli")]
pub use mermaid::mermaid;
#[cfg(feature = "cli")]
pub use svg::svg;
#[cfg(feature = "page")]
pub(crate) use svg::{STYLE, inline};
