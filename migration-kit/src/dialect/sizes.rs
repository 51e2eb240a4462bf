//! How large the tables of a live database are.

pub(crate) trait Sizes {
    /// The question for the rows and the bytes of a table, with the values of its placeholders. The
    /// schema is empty where the table is in the default one.
    fn size<'t>(&self, schema: &'t str, table: &'t str) -> (&'static str, Vec<&'t str>);

    /// The type of a text in a CAST, as of a number that is counted.
    fn text_type(&self) -> &'static str;
}

super::of!(Sizes);
