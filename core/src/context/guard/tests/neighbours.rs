//! Personal data beside other text, and numbers that are none.

use super::*;
use SecretKind::{Card, Email, Iban, Ip, Phone, Ssn};

const KINDS: [(SecretKind, &str); 14] = [
    (Card, "4111 1111 1111 1111"),
    (Card, "4111111111111111"),
    (Card, "3782 822463 10005"),
    (Iban, "DE89 3704 0044 0532 0130 00"),
    (Iban, "GB29NWBK60161331926819"),
    (Phone, "+49 30 901820"),
    (Phone, "(415) 555-2671"),
    (Phone, "415-555-2671"),
    (Phone, "0170 1234567"),
    (Email, "jane@firm.example"),
    (Ssn, "123-45-6789"),
    (Ip, "192.168.178.20"),
    (Ip, "2001:db8::ff00:42:8329"),
    (Card, "5500-0000-0000-0004"),
];

/// What stands before and behind, and how many other things of somebody are in it.
const NEIGHBOURS: [(&str, &str, usize); 64] = [
    ("", "", 0),
    ("", " 12/27 123", 0),
    ("", " 12/27", 0),
    ("", " 1227", 0),
    ("", " 123", 0),
    ("", " 5", 0),
    ("", ", 12/27, CVV 123", 0),
    ("", " (exp 12/27)", 0),
    ("", " 2026-11-22", 0),
    ("", " 22.11.2026", 0),
    ("", " 10:30", 0),
    ("", " 10:30:00", 0),
    ("", " 12,50 EUR", 0),
    ("", " EUR 12,50", 0),
    ("", " $9.99", 0),
    ("", " 50%", 0),
    ("", " BIC COBADEFFXXX", 0),
    ("12 ", "", 0),
    ("3x ", "", 0),
    ("#1 ", "", 0),
    ("2026 ", "", 0),
    ("22.11.2026 ", "", 0),
    ("10:30 ", " 11:45", 0),
    ("1. ", "", 0),
    ("1) ", "", 0),
    ("No. ", "", 0),
    ("No.", "", 0),
    ("é", "é", 0),
    ("Nr. ", ".", 0),
    ("No: ", "", 0),
    ("\"", "\"", 0),
    ("'", "'", 0),
    ("_", "_", 0),
    ("__", "__", 0),
    ("*", "*", 0),
    ("**", "**", 0),
    ("`", "`", 0),
    ("[", "](x)", 0),
    ("-", "-", 0),
    ("(", ")", 0),
    ("(see ", ")", 0),
    ("", " / ", 0),
    ("", ".", 0),
    ("", ":", 0),
    ("", ";", 0),
    ("", "…", 0),
    ("", ", 7", 0),
    ("= ", "", 0),
    ("=", "", 0),
    ("|", "|", 0),
    ("\t", "\t", 0),
    ("\n", "\n7", 0),
    ("<b>", "</b>", 0),
    ("→", "←", 0),
    ("电话", "号", 0),
    ("服务器", "内网", 0),
    ("でんわ", "です", 0),
    ("전화", "으로", 0),
    ("\u{a0}", "\u{a0}7", 0),
    ("", " 0170 7654321", 1),
    ("", " 4242 4242 4242 4242", 1),
    ("4242 4242 4242 4242 ", "", 1),
    ("", " +1 415 555 2671", 1),
    ("0170 7654321 ", "", 1),
];

/// GRD-8: whatever stands beside it, it is hidden whole, and comes back as it was.
#[test]
fn grd_8_neighbours_hide_nothing() {
    let mut failed = String::new();
    for (kind, secret) in KINDS {
        for (before, behind, others) in NEIGHBOURS {
            let text = format!("{before}{secret}{behind}");
            let mut placeholders = Vec::new();
            let masked = mask(&text, &mut placeholders);
            let hidden = placeholders
                .iter()
                .any(|p| p.kind == kind && p.text.contains(secret.trim_start_matches('(')));
            let left = masked.chars().filter(char::is_ascii_digit).count();
            let around = format!("{before}{behind}")
                .chars()
                .filter(char::is_ascii_digit)
                .count();
            let known = if others > 0 { 0 } else { around };
            if !hidden || placeholders.len() > 1 + others || left > known + 1 + others {
                failed.push_str(&format!("{text:?} => {masked:?}\n"));
            }
            assert_eq!(unmask(&masked, &placeholders), text);
        }
    }
    assert_eq!(failed, "");
}

const HARMLESS: [&str; 79] = [
    "make it cost 1,299.00 instead of 1,499.00",
    "prices 4.99 9.99 14.99 19.99 24.99 29.99",
    "1200 EUR 2400 EUR 4800 EUR 9600 EUR",
    "$1,234,567.89 of 2,000,000 raised",
    "12.50 / 25.00 / 37.50 / 50.00",
    "from 199 to 2999 in 12 rates of 249.92",
    "-20 % until 31.12.2026, then 100 %",
    "sizes 320 640 768 1024 1280 1440 1920",
    "padding 12 16 24 32 48 64 and gap 8",
    "1920x1080 1440x900 390x844 at 2x",
    "width 320 height 480 radius 12 12 0 0",
    "36 38 40 42 44 46 48 50 52",
    "2026-11-22 2026-11-23 2026-11-24",
    "22.11.2026 10:30 - 23.11.2026 18:45",
    "11/22/2026 10:30 AM to 11/23/2026",
    "2026-11-22T10:30:00Z and 2026-11-22T10:30:00.000+01:00",
    "open 08:00-12:00 and 13:30-18:00, 24/7",
    "10:30 11:45 13:00 14:15 15:30",
    "03/24 04/24 05/24 06/24 07/24 08/24",
    "08 09 10 11 12 13 14 15 16 17 18",
    "01 02 03 04 05 06 07 08 09 10",
    "1998 2004 2010 2016 2022 2026",
    "2019-2020 2021-2022 2023-2024",
    "version 1.2.3.4 and v2.10.33.4",
    "server version 10.15.70.12, build 19041.1.2026",
    "v1.2.3 v1.2.4-beta.1 1.18.0-12 2.0.0+20261122",
    "Chrome 120.0.6099.109 on macOS 10.15.7",
    "upgrade 1.2.3.4 to 1.2.3.5",
    "#1e3a8a #ff8800 #00000080 #123456 #654321",
    "#0f0 #fff 0x1F600 U+1F600",
    "rgb(12, 34, 56) rgba(255, 255, 255, 0.5) hsl(210 40% 96%)",
    "ISBN 978-3-16-148410-0 and ISBN 0306406152",
    "ISBN-13: 9783161484100, ISBN-10 0-306-40615-2",
    "order 20231234567 and order 1042-3391-22",
    "order number 2026-1122-0007 of 22.11.2026",
    "invoice 0123456789 12/27 paid",
    "ticket 4711-0815 5, SKU 100-200-3001-5",
    "tracking 1234 5678 9012 3456 78",
    "serial 0012 3456 7890 1234",
    "article no. 4006381333931 and EAN 4006381333931 12",
    "52.520008, 13.404954 and 48.8566 2.3522",
    "40.7128 -74.0060 51.5074 -0.1278 35.6762 139.6503",
    "N 52 31 12 E 13 24 18",
    "M10 20 L100 200 C30 40 50 60 70 80 Z",
    "M 100 200 C 120 240 180 360 240 480",
    "points 0,0 100,0 100,50 0,50",
    "matrix(1 0 0 1 120 240) translate(12 24)",
    "0 0 24 24 and 0 0 1024 1024",
    "cubic-bezier(0.4, 0, 0.2, 1) 200ms 0.25 0.125 0.75",
    "margin:0 auto 12px 24px; z-index:1000; opacity:.5",
    "box-shadow: 0 1px 2px 0 rgb(0 0 0 / 5%)",
    "grid-template-columns: 200px 1fr 320px; aspect-ratio: 16 / 9",
    "transition: all 150ms 0s; line-height: 1.5; font: 700 14px/20px Inter",
    "U+0041-005A, 1e-7, 6.02214076e23, 3.14159265358979",
    "12 345 678 visitors, 1 234 567 views",
    "1.234.567,89 and 12.345.678",
    "scores 10 9 8 7 6 5 4 3 2 1",
    "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
    "10 20 30 40 50 60 70 80 90 100",
    "120 240 3200 480 and 800 600 1200 300",
    "100 250 400 550 700 850 999",
    "16:9 4:3 21:9 1:1",
    "4111 1111 1111 1112 12/27 123",
    "4111-1111-1111-1111-5555",
    "find us @ instagram.com, two @ 3.50",
    "join me @ 5 pm, @media (max-width: 600px)",
    "node_4111111111111111 and el_0170_1234567",
    "img.0612345678.png file0170_1234567.svg",
    "chapter 01.02.03.04.05 and 1.10.2",
    "item-415-555-2671x and #415-555-2671",
    "~/src/192-168-178-20 and 1-2-3-4",
    "row 12 col 34 cell 1234567 of 7654321",
    "step 1/12 2/12 3/12 4/12 5/12",
    "50 100 150 200 250 300 350 400 450 500",
    "2 x 120 g, 6 x 0,33 l, 250 ml, 1.5 kg",
    "DE 10115 Berlin, AT 1010 Wien, 10115 10117 10119",
    "12345-6789 Springfield, CA 90210-1234",
    "Apt 12 90210-1234 and Suite 11 10001-2345",
    "Q1 2026 12.5 % Q2 2026 13.1 % Q3 2026 14.9 %",
];

/// GRD-3
#[test]
fn grd_3_numbers_in_a_row_stay() {
    let mut failed = String::new();
    for text in HARMLESS {
        let masked = mask(text, &mut Vec::new());
        if masked != text {
            failed.push_str(&format!("{text:?} => {masked:?}\n"));
        }
    }
    assert_eq!(failed, "");
}

/// GRD-8: what stands behind a number is left alone, and what is written in other ways is known, too.
#[test]
fn grd_8_numbers_beside_numbers() {
    for (text, masked) in [
        (
            "charge card 4111 1111 1111 1111 12/27 123",
            "charge card [CARD_1] 12/27 123",
        ),
        ("ring (415) 555-2671 10:30", "ring [PHONE_1] 10:30"),
        ("SSN 123-45-6789 2026-11-22", "SSN [SSN_1] 2026-11-22"),
        ("Mueller 0170 1234567 0170 7654321", "Mueller [PHONE_1] [PHONE_2]"),
        ("4242424242424242 4111111111111111", "[CARD_1] [CARD_2]"),
        ("tel 415-555-2671 415-555-2672", "tel [PHONE_1] [PHONE_2]"),
        ("415-555-2671/415-555-2672", "[PHONE_1]/[PHONE_2]"),
        ("call 0170 1234567,0170 7654321", "call [PHONE_1],[PHONE_2]"),
        ("+49 30 901820 0170 7654321", "[PHONE_1] [PHONE_2]"),
        ("+49 30 901820 (415) 555-2671", "[PHONE_1] [PHONE_2]"),
        ("06 12 34 56 78 06 98 76 54 32", "[PHONE_1] [PHONE_2]"),
        ("(0170 1234567 12/27)", "([PHONE_1] 12/27)"),
        ("192.168.178.20-192.168.178.40", "[IP_1]-[IP_2]"),
        ("电话+8613800138000号", "电话[PHONE_1]号"),
        ("服务器192.168.178.20内网", "服务器[IP_1]内网"),
        ("请发邮件到jane@firm.example谢谢", "请发邮件到[EMAIL_1]谢谢"),
        ("田中@例え.jp", "[EMAIL_1]"),
        ("電話は03-1234-5678です", "電話は[PHONE_1]です"),
        ("密钥sk-proj-abcdEFGH1234567890abcdEFGH", "密钥[KEY_1]"),
        ("write _jane@firm.example_ below", "write _[EMAIL_1]_ below"),
        ("No.4111 1111 1111 1111", "No.[CARD_1]"),
        ("Tel.0170 1234567", "Tel.[PHONE_1]"),
        ("No.123-45-6789", "No.[SSN_1]"),
        ("No.192.168.178.20", "No.[IP_1]"),
        ("4111111111111111/1227", "[CARD_1]/1227"),
        ("4111111111111111-1227", "[CARD_1]-1227"),
        ("4111 1111 1111 1111|12/27|123", "[CARD_1]|12/27|123"),
        ("4111-1111-1111-1111 12/27", "[CARD_1] 12/27"),
        ("/0170 1234567", "/0170 1234567"),
        ("6759649826438453", "[CARD_1]"),
        ("2200 0000 0000 0004", "[CARD_1]"),
        ("06.12.34.56.78", "[PHONE_1]"),
        ("11 98765-4321", "[PHONE_1]"),
        ("jane@firm。example", "[EMAIL_1]"),
        ("mail joe @ gmail.com now", "mail [EMAIL_1] now"),
        ("DE 89 3704 0044 0532 0130 00", "[IBAN_1]"),
        (
            "our DNS server is at 8.8.4.4 today",
            "our DNS server is at [IP_1] today",
        ),
        ("8.8.4.4 is our DNS", "[IP_1] is our DNS"),
        ("Release 8.8.4.4", "Release 8.8.4.4"),
    ] {
        let mut placeholders = Vec::new();
        assert_eq!(mask(text, &mut placeholders), masked);
        assert_eq!(unmask(masked, &placeholders), text);
    }
}
