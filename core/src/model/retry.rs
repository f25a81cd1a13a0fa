//! When a failed model call is made again.

use super::error::ModelError;
#[cfg(test)]
use super::error::ModelErrorCode;
use crate::document::parse_number;

/// How often a call is made at most, the first time included.
pub const MAX_TRIES: u32 = 3;

/// A server that wishes to be left alone for longer than this is not asked again in the same edit.
pub const LONGEST_WAIT_MS: f64 = 60_000.0;

/// The longest wait of the back-off. A server that wishes to be left alone for longer is not waited for if another one can be
/// asked at once.
pub const LONGEST_BACK_OFF_MS: u64 = 8_000;

/// What to do after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryDecision {
    /// Call again after this many milliseconds
    Retry { after_ms: u64 },
    /// Report the failure
    GiveUp,
}

/// Decides whether a call is made again.
///
/// `tries` counts the calls made so far, the failed one included. `entropy` is any fresh number: it spreads the waits of
/// many clients by up to a quarter. `retry-after` is obeyed: beyond a minute by giving up. Without it, or where it is nothing, the wait is half a
/// second, doubled with every try, at most eight seconds. What cannot be mended by waiting (a refused key, no credit) is
/// never tried again.
pub fn decide(error: &ModelError, tries: u32, entropy: u64) -> RetryDecision {
    if !error.retryable || tries >= MAX_TRIES {
        return RetryDecision::GiveUp;
    }
    if let Some(wait) = error.retry_after_ms.filter(|wait| *wait > 0.0) {
        if wait > LONGEST_WAIT_MS {
            return RetryDecision::GiveUp;
        }
        return RetryDecision::Retry {
            after_ms: wait.ceil() as u64,
        };
    }
    let full = (500u64 << tries.saturating_sub(1).min(4)).min(LONGEST_BACK_OFF_MS);
    let jitter = (full / 4).saturating_mul(entropy % 1024) / 1024;
    RetryDecision::Retry {
        after_ms: full - jitter,
    }
}

/// How long a response asks to wait, in milliseconds: `retry-after-ms`, else `retry-after` in seconds or as a date. A date
/// is measured against the response's own `date`, so no clock is needed.
pub fn retry_after(headers: &[(String, String)]) -> Option<f64> {
    let header = |name: &str| {
        headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    };
    let number = |text: &str| parse_number(text).filter(|n| n.is_finite() && *n >= 0.0);
    if let Some(wait) = header("retry-after-ms").and_then(number) {
        return Some(wait);
    }
    let text = header("retry-after")?;
    if let Some(seconds) = number(text) {
        return Some(seconds * 1000.0);
    }
    let wait = http_date(text)? - http_date(header("date")?)?;
    (wait >= 0).then_some(wait as f64 * 1000.0)
}

/// Seconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT`, the one form of RFC 9110 that servers send.
fn http_date(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut parts = text.split_once(", ")?.1.split(' ');
    let day: i64 = parts.next()?.parse().ok()?;
    let month = parts.next()?;
    let month = MONTHS.iter().position(|name| *name == month)? as i64 + 1;
    let year: i64 = parts
        .next()?
        .parse()
        .ok()
        .filter(|year| (1970..10_000).contains(year))?;
    let mut clock = parts.next()?.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    if parts.next() != Some("GMT") || !(1..=31).contains(&day) {
        return None;
    }
    // Days of the civil calendar, counted from March so that the leap day is the last of its year.
    let shifted = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + day_of_year - 719_468;
    Some(days * 86_400 + hour * 3_600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(code: ModelErrorCode, retry_after_ms: Option<f64>) -> ModelError {
        ModelError {
            retry_after_ms,
            ..ModelError::new(code)
        }
    }

    /// MOD-12
    #[test]
    fn mod_12_waits_double_with_jitter_and_end_after_three_tries() {
        let busy = error(ModelErrorCode::Overloaded, None);
        for entropy in [0, 1, 511, 1023, u64::MAX] {
            for (tries, full) in [(1, 500), (2, 1000)] {
                let RetryDecision::Retry { after_ms } = decide(&busy, tries, entropy) else {
                    panic!("not retried");
                };
                assert!(after_ms > full * 3 / 4 - 1 && after_ms <= full, "{after_ms}");
            }
            assert_eq!(decide(&busy, 3, entropy), RetryDecision::GiveUp);
        }
        assert_ne!(decide(&busy, 1, 0), decide(&busy, 1, 1000));
    }

    /// MOD-12
    #[test]
    fn mod_12_retry_after_is_obeyed_up_to_a_minute() {
        let wait = |ms| decide(&error(ModelErrorCode::RateLimited, Some(ms)), 1, 0);
        assert_eq!(wait(1250.5), RetryDecision::Retry { after_ms: 1251 });
        assert_eq!(wait(60_000.0), RetryDecision::Retry { after_ms: 60_000 });
        assert_eq!(wait(60_001.0), RetryDecision::GiveUp);
        assert_eq!(wait(f64::INFINITY), RetryDecision::GiveUp);
        assert_eq!(wait(f64::NAN), RetryDecision::Retry { after_ms: 500 });
        // Who says "at once" to many gets them all at once.
        assert_eq!(wait(0.0), RetryDecision::Retry { after_ms: 500 });
    }

    /// MOD-12
    #[test]
    fn mod_12_what_waiting_cannot_mend_is_not_tried_again() {
        use ModelErrorCode::*;
        for code in [
            Auth,
            Forbidden,
            Billing,
            BadRequest,
            NotFound,
            TooLarge,
            Refused,
            ContentFiltered,
            BadUrl,
        ] {
            assert_eq!(decide(&error(code, Some(1.0)), 1, 0), RetryDecision::GiveUp);
        }
    }

    /// MOD-13
    #[test]
    fn mod_13_retry_after_forms() {
        let of = |pairs: &[(&str, &str)]| {
            let headers: Vec<_> = pairs
                .iter()
                .map(|(k, v)| (k.to_string(), v.to_string()))
                .collect();
            retry_after(&headers)
        };
        assert_eq!(
            of(&[("retry-after-ms", "1250.5"), ("retry-after", "2")]),
            Some(1250.5)
        );
        assert_eq!(of(&[("Retry-After", " 2 ")]), Some(2000.0));
        assert_eq!(
            of(&[
                ("retry-after", "Sat, 01 Mar 2025 00:00:05 GMT"),
                ("date", "Fri, 28 Feb 2025 23:59:55 GMT")
            ]),
            Some(10_000.0)
        );
        assert_eq!(
            of(&[
                ("retry-after", "Thu, 29 Feb 2024 00:00:00 GMT"),
                ("date", "Wed, 28 Feb 2024 00:00:00 GMT")
            ]),
            Some(86_400_000.0)
        );
        for bad in ["-1", "soon", "inf", "Sat, 01 Foo 2025 00:00:05 GMT", ""] {
            assert_eq!(
                of(&[("retry-after", bad), ("date", "Fri, 28 Feb 2025 23:59:55 GMT")]),
                None,
                "{bad}"
            );
        }
        assert_eq!(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
    }
}
