//! Numbers in text, as JavaScript writes them.

use super::decimal;

/// Integers up to this are written as integer literals; beyond it a literal would be refused when it is read back.
pub(crate) const MAX_SAFE: f64 = 9_007_199_254_740_992.0;

/// Appends the shortest text that reads back as the same double, in the form of `JSON.stringify`, but for integers
/// beyond 2^53, which get an exponent: as plain literals they would be refused. Not-a-number and the infinities
/// become `null`; the negative zero becomes `0`.
pub fn write(out: &mut String, number: f64) {
    if !number.is_finite() {
        out.push_str("null");
        return;
    }
    if number.trunc() == number && number.abs() <= MAX_SAFE {
        write_integer(out, number as i64);
        return;
    }
    let (digits, exponent) = decimal::shortest(number.abs());
    let (whole, fraction) = digits.split_at_checked(1).unwrap_or_default();
    if number < 0.0 {
        out.push('-');
    }
    let plain_integer = number.trunc() == number;
    match exponent {
        // 0.000001 and up: zeros in front
        -6..=-1 => {
            out.push_str("0.");
            for _ in exponent..-1 {
                out.push('0');
            }
            out.push_str(whole);
            out.push_str(fraction);
        }
        0..=20 if !plain_integer => {
            out.push_str(whole);
            for (place, digit) in fraction.chars().enumerate() {
                if place as i32 == exponent {
                    out.push('.');
                }
                out.push(digit);
            }
        }
        _ => {
            out.push_str(whole);
            if !fraction.is_empty() {
                out.push('.');
                out.push_str(fraction);
            }
            out.push_str(if exponent < 0 { "e-" } else { "e+" });
            write_integer(out, i64::from(exponent.abs()));
        }
    }
}

/// A number as [`write()`] writes it. The standard library's own writer of doubles would be 8 kB of the compressed module.
pub fn number_text(number: f64) -> String {
    let mut text = String::new();
    write(&mut text, number);
    text
}

/// Bytes that [`write`] appends.
pub(crate) fn json_len(number: f64) -> usize {
    if number.trunc() == number && number.abs() <= MAX_SAFE {
        let integer = number as i64;
        return usize::from(integer < 0) + digits(integer.unsigned_abs());
    }
    number_text(number).len()
}

fn digits(number: u64) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}

fn write_integer(out: &mut String, integer: i64) {
    if integer < 0 {
        out.push('-');
    }
    let mut rest = integer.unsigned_abs();
    let mut power = 10_u64.pow(digits(rest) as u32 - 1);
    while power > 0 {
        out.push((b'0' + (rest / power) as u8) as char);
        rest %= power;
        power /= 10;
    }
}
