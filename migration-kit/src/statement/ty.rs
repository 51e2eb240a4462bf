//! sea-query's types of columns as Rust text.
//!
//! In: a [`ColumnType`]. Out: it, with the text of the same type; nothing for a type that only a
//! newer sea-query has, which a migration then says in the backend's own words.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use sea_orm::sea_query::{ColumnType, PgInterval, StringLen};

/// A type that can be said as a value and as text.
pub(super) struct Type<'t> {
    value: &'t ColumnType,
    code: TokenStream,
}

impl<'t> Type<'t> {
    pub(super) fn of(value: &'t ColumnType) -> Option<Self> {
        Some(Self { code: value.code()?, value })
    }

    pub(super) fn into_value(self) -> ColumnType {
        self.value.clone()
    }

    pub(super) fn into_code(self) -> TokenStream {
        self.code
    }
}

/// A part of a type as the text that makes it.
trait Code {
    fn code(&self) -> Option<TokenStream>;
}

/// The text of a variant is made of the same tokens as the pattern that it is for.
macro_rules! code {
    ($value:expr, $ty:ident { $($variant:ident $(($($field:ident),+))?,)+ } $($other:pat => $text:expr,)*) => {
        match $value {
            $($ty::$variant $(($($field),+))? => {
                $($(let $field = $field.code()?;)+)?
                quote!($ty::$variant $(($(# $field),+))?)
            })+
            $($other => $text,)*
            _ => return None,
        }
    };
}

impl Code for ColumnType {
    fn code(&self) -> Option<TokenStream> {
        Some(code! {
            self,
            ColumnType {
                Char(length),
                String(length),
                Text,
                Blob,
                TinyInteger,
                SmallInteger,
                Integer,
                BigInteger,
                TinyUnsigned,
                SmallUnsigned,
                Unsigned,
                BigUnsigned,
                Float,
                Double,
                Decimal(digits),
                DateTime,
                Timestamp,
                TimestampWithTimeZone,
                Time,
                Date,
                Year,
                Interval(fields, precision),
                Binary(length),
                VarBinary(length),
                Bit(length),
                VarBit(length),
                Boolean,
                Money(digits),
                Json,
                JsonBinary,
                Uuid,
                Vector(length),
                Cidr,
                Inet,
                MacAddr,
                LTree,
            }
            Self::Custom(words) => {
                let words = words.to_string();
                quote!(ColumnType::custom(#words))
            },
            Self::Enum { name, variants } => {
                let (name, variants) = (name.to_string(), variants.iter().map(ToString::to_string));
                quote!(ColumnType::Enum { name: #name.into_iden(), variants: vec![#(#variants.into_iden()),*] })
            },
            Self::Array(element) => {
                let element = element.code()?;
                quote!(ColumnType::Array(RcOrArc::new(#element)))
            },
        })
    }
}

impl Code for StringLen {
    fn code(&self) -> Option<TokenStream> {
        Some(match self {
            Self::N(length) => {
                let length = length.code()?;
                quote!(StringLen::N(#length))
            }
            Self::Max => quote!(StringLen::Max),
            Self::None => quote!(StringLen::None),
        })
    }
}

impl Code for PgInterval {
    fn code(&self) -> Option<TokenStream> {
        Some(code! {
            self,
            PgInterval {
                Year,
                Month,
                Day,
                Hour,
                Minute,
                Second,
                YearToMonth,
                DayToHour,
                DayToMinute,
                DayToSecond,
                HourToMinute,
                HourToSecond,
                MinuteToSecond,
            }
        })
    }
}

impl Code for u32 {
    fn code(&self) -> Option<TokenStream> {
        let number = Literal::u32_unsuffixed(*self);
        Some(quote!(#number))
    }
}

impl Code for (u32, u32) {
    fn code(&self) -> Option<TokenStream> {
        let (precision, scale) = (self.0.code()?, self.1.code()?);
        Some(quote!((#precision, #scale)))
    }
}

impl<T: Code> Code for Option<T> {
    fn code(&self) -> Option<TokenStream> {
        Some(match self {
            Some(inner) => {
                let inner = inner.code()?;
                quote!(Some(#inner))
            }
            None => quote!(None),
        })
    }
}
