//! Whose code fills a wasm file: function bodies, attributed by the names in its name section.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

/// A function with the bytes of its body.
pub(crate) struct Function<'a> {
    /// Demangled, for example `bozzetto_core::version::diff::diff`
    pub(crate) name: String,
    pub(crate) body: &'a [u8],
}

/// What a module is made of.
pub(crate) struct Module<'a> {
    pub(crate) functions: Vec<Function<'a>>,
    /// The data section: texts, tables
    pub(crate) data: &'a [u8],
}

const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
const CODE: u8 = 10;
const DATA: u8 = 11;
const FUNCTION_NAMES: u8 = 1;

/// Reads a module.
///
/// # Errors
/// When it is not a wasm module, or has no name section: then it says nothing about whose code it is.
pub(crate) fn read(bytes: &[u8]) -> Result<Module<'_>> {
    let Some(rest) = bytes.strip_prefix(b"\0asm\x01\0\0\0") else {
        bail!("not a wasm module")
    };
    let mut reader = Reader(rest);
    let (mut imported, mut bodies, mut data, mut names) = (0, Vec::new(), &[][..], None);
    while !reader.0.is_empty() {
        let id = reader.byte()?;
        let mut section = Reader(reader.block()?);
        match id {
            CUSTOM if section.block()? == b"name" => names = Some(function_names(section)?),
            IMPORT => imported = imported_functions(section)?,
            CODE => {
                for _ in 0..section.number()? {
                    bodies.push(section.block()?);
                }
            }
            DATA => data = section.0,
            _ => {}
        }
    }
    let mut names = names.context("the wasm has no name section")?;
    let functions = (imported..)
        .zip(bodies)
        .map(|(index, body)| Function {
            name: names.remove(&index).unwrap_or_default(),
            body,
        })
        .collect();
    Ok(Module { functions, data })
}

fn function_names(mut section: Reader<'_>) -> Result<BTreeMap<u32, String>> {
    let mut names = BTreeMap::new();
    while !section.0.is_empty() {
        let kind = section.byte()?;
        let mut part = Reader(section.block()?);
        if kind != FUNCTION_NAMES {
            continue;
        }
        for _ in 0..part.number()? {
            let index = part.number()?;
            let mangled = String::from_utf8_lossy(part.block()?);
            names.insert(index, format!("{:#}", rustc_demangle::demangle(&mangled)));
        }
    }
    Ok(names)
}

/// Imported functions come first in the numbering.
fn imported_functions(mut section: Reader<'_>) -> Result<u32> {
    let mut functions = 0;
    for _ in 0..section.number()? {
        section.block()?;
        section.block()?;
        match section.byte()? {
            0 => {
                section.number()?;
                functions += 1;
            }
            1 => {
                section.byte()?;
                section.limits()?;
            }
            2 => section.limits()?,
            3 => {
                section.byte()?;
                section.byte()?;
            }
            4 => {
                section.byte()?;
                section.number()?;
            }
            other => bail!("unknown import kind {other}"),
        }
    }
    Ok(functions)
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.0.split_first().context("the wasm ends too early")?;
        self.0 = rest;
        Ok(*first)
    }

    /// Unsigned LEB128.
    fn number(&mut self) -> Result<u32> {
        let mut value = 0_u32;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        bail!("a number in the wasm is too long")
    }

    /// Bytes after their length.
    fn block(&mut self) -> Result<&'a [u8]> {
        let length = self.number()? as usize;
        let (block, rest) = self
            .0
            .split_at_checked(length)
            .context("the wasm ends too early")?;
        self.0 = rest;
        Ok(block)
    }

    fn limits(&mut self) -> Result<()> {
        let flags = self.byte()?;
        self.number()?;
        if flags & 1 == 1 {
            self.number()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One imported function, one of our own, `[7, 7]` as data.
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\
        \x02\x07\x01\x01a\x01b\x00\x00\
        \x0a\x04\x01\x02\x00\x0b\
        \x0b\x02\x07\x07\
        \x00\x15\x04name\x01\x0e\x02\x00\x01b\x01\x08_ZN1a1bE";

    #[test]
    fn bodies_get_the_names_of_their_functions() {
        let module = read(MODULE).unwrap();
        assert_eq!(module.data, [7, 7]);
        assert_eq!(module.functions.len(), 1);
        assert_eq!(
            (module.functions[0].name.as_str(), module.functions[0].body),
            ("a::b", &[0, 11][..])
        );
    }

    #[test]
    fn what_is_cut_off_or_nameless_is_an_error() {
        for end in 8..MODULE.len() {
            assert!(read(&MODULE[..end]).is_err(), "{end}");
        }
        assert!(read(b"<html>").is_err());
    }
}
