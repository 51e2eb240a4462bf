//! Literals that a column can have in every row.

pub(crate) trait Neutral {
    /// That of a type that is an array.
    fn empty_array(&self, ty: &str) -> Option<&'static str>;

    /// A value of an enum, which is a text in quotes, for a column of that type.
    fn enum_value(&self, text: String, ty: &str) -> String;

    /// The UUID of zeros.
    fn nil_uuid(&self) -> &'static str;
}

super::of!(Neutral);
