//! Decimal text to the nearest double, exactly. Without the standard library's reader, whose table of powers is larger
//! than all of this and does not compress.

use std::cmp::Ordering;

/// Powers of ten that a double holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];
/// No double, and no middle between two, has more digits; of those behind it only matters whether one is not 0.
const KEPT: usize = 800;
/// The largest power of five of 32 bits, and its exponent.
const FIVES: (u32, u32) = (1_220_703_125, 13);

/// Reads digits with an optional sign, point and exponent; `None` for anything else. What is beyond the doubles is infinite.
pub fn parse(text: &str) -> Option<f64> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (number, mut exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, parse_exponent(exponent)?),
        None => (text, 0),
    };
    let mut mantissa = 0_u64;
    let (mut any, mut point, mut significant) = (false, false, 0_usize);
    for byte in number.bytes() {
        match byte {
            b'0'..=b'9' => {
                any = true;
                exponent -= i64::from(point);
                mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
                significant += usize::from(significant > 0 || byte != b'0');
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    if !any {
        return None;
    }
    let power = POWERS.get(exponent.unsigned_abs() as usize);
    let magnitude = match power {
        // Both are exact, so one correctly rounded operation gives the nearest double.
        Some(power) if significant < 20 && mantissa <= 1 << 53 => {
            if exponent < 0 {
                mantissa as f64 / power
            } else {
                mantissa as f64 * power
            }
        }
        _ if significant < 20 && exponent.unsigned_abs() < 20 && mantissa > 0 => {
            nearest_of_wide(mantissa, exponent)
        }
        _ => nearest(number, significant, exponent),
    };
    Some(if negative { -magnitude } else { magnitude })
}

fn parse_exponent(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() {
        return None;
    }
    // Far beyond every double, and far from where sums with the number of digits could overflow.
    let most = 1 << 50;
    digits
        .bytes()
        .try_fold(0_i64, |sum, byte| {
            byte.is_ascii_digit()
                .then(|| (sum * 10 + i64::from(byte - b'0')).min(most))
        })
        .map(|sum| sign * sum)
}

/// The same for digits that fit into a word and for small exponents, as coordinates and measured values have.
fn nearest_of_wide(mantissa: u64, exponent: i64) -> f64 {
    let power = 10_u64.pow(exponent.unsigned_abs() as u32);
    let wide = u128::from(mantissa);
    if exponent >= 0 {
        return (wide * u128::from(power)) as f64;
    }
    // The quotient has at least 63 bits, so the rest only tells on which side of a tie it is.
    let shift = wide.leading_zeros();
    let (above, below) = (wide << shift, u128::from(power));
    let quotient = (above / below) | u128::from(above % below != 0);
    quotient as f64 * f64::from_bits(u64::from(1023 - shift) << 52)
}

/// The double nearest to the `significant` digits in `number` times ten to the `exponent`, in whole numbers of any size.
fn nearest(number: &str, significant: usize, mut exponent: i64) -> f64 {
    let size = significant as i64 + exponent;
    if significant == 0 || size < -323 {
        return 0.0;
    }
    if size > 309 {
        return f64::INFINITY;
    }
    let mut digits = number
        .bytes()
        .filter(u8::is_ascii_digit)
        .skip_while(|digit| *digit == b'0');
    let mut above = Natural(Vec::new());
    for digit in digits.by_ref().take(KEPT) {
        above.multiply_add(10, u32::from(digit - b'0'));
    }
    if significant > KEPT {
        exponent += (significant - KEPT) as i64;
        if digits.any(|digit| digit != b'0') {
            above.multiply_add(10, 1);
            exponent -= 1;
        }
    }
    // The value is above / below * 2^binary: tens are fives and twos.
    let mut below = Natural(vec![1]);
    let fives = if exponent < 0 { &mut below } else { &mut above };
    let (power, step) = FIVES;
    let times = exponent.unsigned_abs() as u32;
    for _ in 0..times / step {
        fives.multiply_add(power, 0);
    }
    fives.multiply_add(5_u32.pow(times % step), 0);
    // Shifted so that 1 <= above / below < 2.
    let lead = above.bits() - below.bits();
    if lead > 0 {
        below.shift(lead as u32);
    } else {
        above.shift(lead.unsigned_abs());
    }
    let mut binary = exponent as i32 + lead;
    if above.order(&below) == Ordering::Less {
        above.shift(1);
        binary -= 1;
    }
    if binary > 1023 {
        return f64::INFINITY;
    }
    // Long division, one bit after the other; subnormal numbers have fewer.
    let mut mantissa = 0_u64;
    for _ in 0..(binary + 1075).min(53) {
        mantissa <<= 1;
        if above.order(&below) != Ordering::Less {
            above.subtract(&below);
            mantissa |= 1;
        }
        above.shift(1);
    }
    // The rest is above / below halves of the last bit; a tie goes to the even neighbour.
    let up = match above.order(&below) {
        Ordering::Less => false,
        Ordering::Equal => mantissa & 1 == 1,
        Ordering::Greater => true,
    };
    let smallest = binary < -1075;
    mantissa += u64::from(up && !smallest);
    f64::from_bits((((binary.max(-1022) + 1022) as u64) << 52) + mantissa)
}

/// The fewest digits that are nearer to a positive double than to any other, and where the point stands: behind the first
/// digit times ten to the exponent. Steele and White's method, in whole numbers of any size.
pub(crate) fn shortest(number: f64) -> (String, i32) {
    // Up to 15 digits are those of one double only, and one exact operation tells which.
    if (1e-5..1e15).contains(&number) {
        for (zeros, power) in (0..20).zip(POWERS) {
            let digits = (number * power).round();
            if digits < 1e15 && digits / power == number {
                let digits = (digits as u64).to_string();
                let exponent = digits.len() as i32 - 1 - zeros;
                return (digits.trim_end_matches('0').to_owned(), exponent);
            }
        }
    }
    let bits = number.to_bits();
    let (biased, fraction) = ((bits >> 52) as i32, bits & ((1 << 52) - 1));
    let mantissa = if biased == 0 { fraction } else { fraction | 1 << 52 };
    let binary = biased.max(1) - 1075;
    // The value is rest / whole; it may be written as anything up to `down / whole` below and `up / whole` above.
    let closer_below = fraction == 0 && biased > 1;
    let mut rest = Natural::of(mantissa << 2);
    let mut whole = Natural::of(4);
    let mut up = Natural::of(2);
    let mut down = Natural::of(if closer_below { 1 } else { 2 });
    if binary > 0 {
        for side in [&mut rest, &mut up, &mut down] {
            side.shift(binary as u32);
        }
    } else {
        whole.shift(binary.unsigned_abs());
    }
    // An even neighbour takes the middle.
    let even = mantissa & 1 == 0;
    let reaches = |rest: &Natural, up: &Natural, whole: &Natural| {
        let mut gap = Natural(whole.0.clone());
        rest.order(whole) != Ordering::Less || {
            gap.subtract(rest);
            gap.order(up) == Ordering::Less || even && gap.order(up) == Ordering::Equal
        }
    };
    let mut exponent = ((binary + 63 - mantissa.leading_zeros() as i32) * 1233) >> 12;
    for _ in 0..exponent {
        whole.multiply_add(10, 0);
    }
    for _ in exponent..0 {
        for side in [&mut rest, &mut up, &mut down] {
            side.multiply_add(10, 0);
        }
    }
    // Now the value is at least a tenth of `whole`, and is made less than it.
    while reaches(&rest, &up, &whole) {
        whole.multiply_add(10, 0);
        exponent += 1;
    }
    let mut digits = String::with_capacity(17);
    loop {
        for side in [&mut rest, &mut up, &mut down] {
            side.multiply_add(10, 0);
        }
        let mut digit = b'0';
        while rest.order(&whole) != Ordering::Less {
            rest.subtract(&whole);
            digit += 1;
        }
        let low = rest.order(&down) == Ordering::Less || even && rest.order(&down) == Ordering::Equal;
        let high = reaches(&rest, &up, &whole);
        if low || high {
            rest.multiply_add(2, 0);
            digit += u8::from(high && (!low || rest.order(&whole) != Ordering::Less));
            digits.push(char::from(digit));
            return (digits, exponent - 1);
        }
        digits.push(char::from(digit));
    }
}

/// A whole number of any size in words of 32 bits, lowest first, the highest not 0.
struct Natural(Vec<u32>);

impl Natural {
    fn of(number: u64) -> Self {
        let mut words = vec![number as u32, (number >> 32) as u32];
        while words.last() == Some(&0) {
            words.pop();
        }
        Self(words)
    }

    fn multiply_add(&mut self, factor: u32, more: u32) {
        let mut carry = u64::from(more);
        for word in &mut self.0 {
            carry += u64::from(*word) * u64::from(factor);
            *word = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    fn shift(&mut self, bits: u32) {
        let words = (bits / 32) as usize;
        if words > 0 {
            self.0.splice(..0, std::iter::repeat_n(0, words));
        }
        self.multiply_add(1 << (bits % 32), 0);
    }

    fn subtract(&mut self, other: &Self) {
        let mut borrow = 0_i64;
        for (word, less) in self.0.iter_mut().zip(other.0.iter().chain(std::iter::repeat(&0))) {
            borrow += i64::from(*word) - i64::from(*less);
            *word = borrow as u32;
            borrow >>= 32;
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    fn order(&self, other: &Self) -> Ordering {
        (self.0.len().cmp(&other.0.len())).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    fn bits(&self) -> i32 {
        let zeros = self.0.last().map_or(0, |word| word.leading_zeros());
        self.0.len() as i32 * 32 - zeros as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(text: &str) {
        let std: f64 = text.parse().unwrap();
        let ours = parse(text).unwrap();
        assert_eq!(ours.to_bits(), std.to_bits(), "{text}: {ours:e} {std:e}");
    }

    /// The middle between a double and the next, all of its digits.
    fn middle(bits: u64) -> String {
        let (low, high) = (f64::from_bits(bits), f64::from_bits(bits + 1));
        let digits = |value: f64| format!("{value:.1100}");
        let (low, high) = (digits(low), digits(high));
        let sum: Vec<u8> = {
            let mut carry = 0;
            let width = low.len().max(high.len());
            let pad = |text: &str| format!("{text:0>width$}").into_bytes();
            let mut sum: Vec<u8> = pad(&low)
                .iter()
                .zip(pad(&high))
                .rev()
                .map(|(a, b)| {
                    if b == b'.' {
                        return b;
                    }
                    let digit = (a - b'0') + (b - b'0') + carry;
                    carry = digit / 10;
                    digit % 10 + b'0'
                })
                .collect();
            sum.push(carry + b'0');
            sum.reverse();
            sum
        };
        // Half of the sum, digit by digit.
        let mut rest = 0;
        let half: String = sum
            .iter()
            .map(|byte| {
                if *byte == b'.' {
                    return '.';
                }
                let digit = rest * 10 + (byte - b'0');
                rest = digit % 2;
                char::from(digit / 2 + b'0')
            })
            .collect();
        half.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    // DOC-1
    #[test]
    fn edges() {
        for text in [
            "0",
            "-0",
            "0e999999999999999999999",
            "1",
            "+1",
            ".5",
            "5.",
            "1e22",
            "1e23",
            "9007199254740993",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "1e308",
            "1e309",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "2e-324",
            "3e-324",
            "1e-323",
            "1e-324",
            "2.2250738585072014e-308",
            "2.2250738585072011e-308",
            "2.225073858507201e-308",
            "0.30000000000000004",
            "179769313486231580793e289",
            "123456789012345678901234567890",
            "18446744073709551616",
            "9223372036854775807.5",
        ] {
            same(text);
        }
        same(&format!("1{}", "0".repeat(308)));
        same(&format!("1{}", "0".repeat(5000)));
        same(&format!("{}1e5000", "0".repeat(5000)));
        same(&format!("0.{}1e5000", "0".repeat(5000)));
        same(&format!("{}e-5000", "1".repeat(5000)));
        same(&format!("0.{}1", "0".repeat(400)));
        for text in [
            "", "-", ".", "e5", "1e", "1e+", "1.2.3", "inf", "nan", " 1", "1 ", "--1", "1e5.5", "1_0", "0x1",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    // DOC-1
    #[test]
    fn digits_of_edges() {
        for number in [
            0.1,
            0.3,
            0.1 + 0.2,
            1.5,
            1e21,
            1e22,
            1e23,
            5e-324,
            f64::MIN_POSITIVE,
            f64::MAX,
            9.5,
            99.95,
            0.000001,
            9_007_199_254_740_993.0,
            2e-323,
            1e308,
            4.35,
            123_456.789,
        ] {
            digits_are_shortest(number);
        }
        for exponent in 0..2046_u64 {
            digits_are_shortest(f64::from_bits(exponent << 52));
        }
    }

    fn digits_are_shortest(number: f64) {
        if number > 0.0 && number.is_finite() {
            let (digits, exponent) = shortest(number);
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            assert_eq!(format!("{first}{point}{rest}e{exponent}"), format!("{number:e}"));
        }
    }

    proptest! {
        #[test]
        fn digits_of_any_double(bits: u64, places in 0..12_i32, value in 0..1_000_000_u64) {
            digits_are_shortest(f64::from_bits(bits >> 1));
            digits_are_shortest(value as f64 / 10_f64.powi(places));
        }

        #[test]
        fn any_double_reads_back(bits: u64) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            same(&format!("{value}"));
            same(&format!("{value:e}"));
            same(&format!("{value:.30e}"));
        }

        #[test]
        fn any_digits(text in "-?[0-9]{1,40}(\\.[0-9]{0,40})?(e[+-]?[0-9]{1,3})?") {
            same(&text);
        }

        #[test]
        fn many_digits(whole in "[0-9]{0,1200}", fraction in "[0-9]{1,1200}", exponent in -1500..1500_i32) {
            same(&format!("{whole}.{fraction}e{exponent}"));
        }

        #[test]
        fn subnormal(bits in 0..1_u64 << 52) {
            same(&format!("{:e}", f64::from_bits(bits)));
        }

        #[test]
        fn middles_and_what_is_next_to_them(bits in 0..0x7fe0_0000_0000_0000_u64, small in 0..100_u64, tail in 1..9_u8) {
            for bits in [bits, small, (1 << 52) - small] {
                let text = middle(bits);
                same(&text);
                let point = if text.contains('.') { "" } else { "." };
                same(&format!("{text}{point}{}{tail}", "0".repeat(500)));
                // As close below: the last digit one less, and nines.
                let (head, last) = text.split_at(text.len() - 1);
                if let digit @ b'1'..=b'9' = last.as_bytes()[0] {
                    same(&format!("{head}{}{point}{}", digit - b'1', "9".repeat(300)));
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        // DOC-1: what a word holds, ties between two doubles among it.
        #[test]
        fn words_with_small_exponents(digits in any::<u64>(), zeros in 0_u32..12, exponent in -20_i32..21) {
            let digits = digits >> zeros << zeros;
            same(&format!("{digits}e{exponent}"));
            let text = digits.to_string();
            for at in [1, text.len() / 2, text.len()] {
                same(&format!("{}.{}", &text[..at], &text[at..]));
            }
        }
    }
}
