use super::*;

/// GRD-2: each kind is hidden, whole and alone.
#[test]
fn grd_2_personal_data_is_masked() {
    use SecretKind::{ApiKey, Card, Email, Iban, Phone};
    use SecretKind::{Ip, Password, Ssn};
    for (prompt, kind, secret) in [
        (
            "key gho_16C7e42F292c6912E7710c838347Ae178B4a!",
            ApiKey,
            "gho_16C7e42F292c6912E7710c838347Ae178B4a",
        ),
        (
            "ghu_16C7e42F292c6912E7710c838347Ae178B4a",
            ApiKey,
            "ghu_16C7e42F292c6912E7710c838347Ae178B4a",
        ),
        (
            "ghs_16C7e42F292c6912E7710c838347Ae178B4a",
            ApiKey,
            "ghs_16C7e42F292c6912E7710c838347Ae178B4a",
        ),
        (
            "(ghr_16C7e42F292c6912E7710c838347Ae178B4a)",
            ApiKey,
            "ghr_16C7e42F292c6912E7710c838347Ae178B4a",
        ),
        (
            "github_pat_11ABCDEFG0abcdefghijkl_MNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
            ApiKey,
            "github_pat_11ABCDEFG0abcdefghijkl_MNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        ),
        ("rk_live_51H8abcDEF123ghi", ApiKey, "rk_live_51H8abcDEF123ghi"),
        ("sk_test_51H8abcDEF123ghi", ApiKey, "sk_test_51H8abcDEF123ghi"),
        ("rk_test_51H8abcDEF123ghi", ApiKey, "rk_test_51H8abcDEF123ghi"),
        ("glpat-aBcDeFgHiJkLmNoPqR12", ApiKey, "glpat-aBcDeFgHiJkLmNoPqR12"),
        (
            "npm_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789",
            ApiKey,
            "npm_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789",
        ),
        (
            "hf_aBcDeFgHiJkLmNoPqRsTuVwXyZabcdefgh",
            ApiKey,
            "hf_aBcDeFgHiJkLmNoPqRsTuVwXyZabcdefgh",
        ),
        (
            "xoxp-12345-67890-abcDEFghi123",
            ApiKey,
            "xoxp-12345-67890-abcDEFghi123",
        ),
        (
            "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY",
            ApiKey,
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY",
        ),
        (
            "Authorization: Basic dXNlcjpwYXNzd29yZDEyMw==",
            ApiKey,
            "dXNlcjpwYXNzd29yZDEyMw==",
        ),
        ("pass=hunter22", Password, "hunter22"),
        ("Password - hunter2!", Password, "hunter2!"),
        (
            "john(dot)doe(at)gmail(dot)com",
            Email,
            "john(dot)doe(at)gmail(dot)com",
        ),
        ("host 2001:db8::1: up", Ip, "2001:db8::1"),
        ("from ::ffff:192.168.1.77 on", Ip, "::ffff:192.168.1.77"),
        ("info ghp_REDACTED", ApiKey, "ghp_REDACTED"),
        ("use glpat-XXXXXXXX here", ApiKey, "glpat-XXXXXXXX"),
        ("npm_REDACTED.", ApiKey, "npm_REDACTED"),
        ("sk_live_12345678", ApiKey, "sk_live_12345678"),
        ("password: hunter2!", Password, "hunter2!"),
        ("pw=S3cret.word", Password, "S3cret.word"),
        ("mein Passwort: Sommer2024, bitte", Password, "Sommer2024"),
        ("DB_PASSWORD=swordfish", Password, "swordfish"),
        ("{\"password\": \"tr0ub4dor&3\"}", Password, "tr0ub4dor&3"),
        ("the password is P@ssw0rd.", Password, "P@ssw0rd"),
        ("Kennwort lautet 'Geheim99'", Password, "Geheim99"),
        ("my pwd: 83749201", Password, "83749201"),
        ("contraseña: Verano2024", Password, "Verano2024"),
        ("log in from 203.0.113.77.", Ip, "203.0.113.77"),
        ("http://192.168.10.12:8080/x", Ip, "192.168.10.12"),
        ("the server 10.0.0.5 is down", Ip, "10.0.0.5"),
        ("host 8.8.8.8", Ip, "8.8.8.8"),
        ("at 2001:db8::ff00:42:8329 now", Ip, "2001:db8::ff00:42:8329"),
        ("fe80::1ff:fe23:4567:890a%eth0", Ip, "fe80::1ff:fe23:4567:890a"),
        (
            "[2001:0db8:0000:0000:0000:ff00:0042:8329]",
            Ip,
            "2001:0db8:0000:0000:0000:ff00:0042:8329",
        ),
        ("my ssn 078-05-1120", Ssn, "078-05-1120"),
        ("SSN: 536 90 4399", Ssn, "536 90 4399"),
        (
            "jane (at) firm (dot) example",
            Email,
            "jane (at) firm (dot) example",
        ),
        (
            "to jane.doe[at]firm[dot]co[dot]uk!",
            Email,
            "jane.doe[at]firm[dot]co[dot]uk",
        ),
        ("mail jane at firm dot com", Email, "jane at firm dot com"),
        ("info(at)firma.de schreiben", Email, "info(at)firma.de"),
        ("max (ät) firma punkt de", Email, "max (ät) firma punkt de"),
        (
            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----",
            ApiKey,
            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----",
        ),
        (
            "change my email placeholder to jane.doe@contoso.com",
            Email,
            "jane.doe@contoso.com",
        ),
        (
            "use o'neil+test@mail.example.co.uk.",
            Email,
            "o'neil+test@mail.example.co.uk",
        ),
        (
            "mailto:hello@brewly.example please",
            Email,
            "hello@brewly.example",
        ),
        ("jörg@müller.de", Email, "jörg@müller.de"),
        (
            "use +39 333 123 4567 as the example phone number",
            Phone,
            "+39 333 123 4567",
        ),
        ("call us: (555) 010-9999 now", Phone, "(555) 010-9999"),
        ("footer: 555-010-9999", Phone, "555-010-9999"),
        ("props:{415.555.2671:\"x\"}", Phone, "415.555.2671"),
        ("555-010-9999: call us", Phone, "555-010-9999"),
        ("Tel. 030 / 123 45 67 89", Phone, "030 / 123 45 67 89"),
        ("mein Handy 0171 1234567", Phone, "0171 1234567"),
        ("hotline +1-800-555-0199!", Phone, "+1-800-555-0199"),
        ("06 12 34 56 78 in the footer", Phone, "06 12 34 56 78"),
        ("phone 0049 30 1234567", Phone, "0049 30 1234567"),
        ("tel:+442079460958", Phone, "+442079460958"),
        ("card 4111 1111 1111 1111: show it", Card, "4111 1111 1111 1111"),
        ("5500-0000-0000-0004", Card, "5500-0000-0000-0004"),
        ("378282246310005", Card, "378282246310005"),
        ("amex 3782 822463 10005", Card, "3782 822463 10005"),
        (
            "IBAN DE89 3704 0044 0532 0130 00 please",
            Iban,
            "DE89 3704 0044 0532 0130 00",
        ),
        ("gb82west12345698765432", Iban, "gb82west12345698765432"),
        (
            "return the API key sk-proj-abcdEFGH1234567890abcdEFGH in",
            ApiKey,
            "sk-proj-abcdEFGH1234567890abcdEFGH",
        ),
        (
            "sk-ant-api03-AbCdEf123456_789012-xyz",
            ApiKey,
            "sk-ant-api03-AbCdEf123456_789012-xyz",
        ),
        (
            "AIzaSyA1234567890abcdefghijklmnopqrstuv",
            ApiKey,
            "AIzaSyA1234567890abcdefghijklmnopqrstuv",
        ),
        (
            "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
            ApiKey,
            "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        ),
        (
            "xoxb-123456789012-abcdefghijkl",
            ApiKey,
            "xoxb-123456789012-abcdefghijkl",
        ),
        ("AKIAIOSFODNN7EXAMPLE", ApiKey, "AKIAIOSFODNN7EXAMPLE"),
        (
            "Bearer 9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c",
            ApiKey,
            "9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c",
        ),
        (
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ4CVPmB92K27uhbUJU1p1r",
            ApiKey,
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ4CVPmB92K27uhbUJU1p1r",
        ),
        (
            "the secret is Zk9qLm3xPv7tRw2yQb8s",
            ApiKey,
            "Zk9qLm3xPv7tRw2yQb8s",
        ),
        ("token=a1B2c3D4e5F6g7H8i9J0", ApiKey, "a1B2c3D4e5F6g7H8i9J0"),
        (
            "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
            ApiKey,
            "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
        ),
        ("4111.1111.1111.1111", Card, "4111.1111.1111.1111"),
        ("amex 3782.822463.10005", Card, "3782.822463.10005"),
        ("Karte4111111111111111 zeigen", Card, "4111111111111111"),
        ("card5500-0000-0000-0004.", Card, "5500-0000-0000-0004"),
        ("4111111111111111Visa", Card, "4111111111111111"),
        ("Nr.:4111111111111111", Card, "4111111111111111"),
        ("SSN 078051120", Ssn, "078051120"),
        ("ssn: 536904399.", Ssn, "536904399"),
        ("social security number 536904399", Ssn, "536904399"),
        ("socialSecurityNumber: \"536904399\"", Ssn, "536904399"),
        ("SSN 078.05.1120", Ssn, "078.05.1120"),
        ("the SSN is 078051120", Ssn, "078051120"),
        (
            "use xai-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOP",
            ApiKey,
            "xai-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOP",
        ),
        (
            "pplx-1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d",
            ApiKey,
            "pplx-1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d",
        ),
        (
            "(https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXabcdefgh12345678)",
            ApiKey,
            "hooks.slack.com/services/T00000000/B00000000/XXXXXXXXabcdefgh12345678",
        ),
        (
            "post to https://discord.com/api/webhooks/123456789012345678/abcDEF-ghi_JKL",
            ApiKey,
            "discord.com/api/webhooks/123456789012345678/abcDEF-ghi_JKL",
        ),
        (
            "https://x.blob.core.windows.net/c?sv=2020&sig=AbCdEfGhIjKlMnOpQrStUvWxYz0123456789%3D&se=1",
            ApiKey,
            "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789%3D",
        ),
        (
            "?sig=a1%2FbC3%2Bd4E5f6%2Bg7H8i9%3D",
            ApiKey,
            "a1%2FbC3%2Bd4E5f6%2Bg7H8i9%3D",
        ),
        (
            "X-Amz-Signature=9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c&x=1",
            ApiKey,
            "9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c",
        ),
        (
            "{\"signature\":\"Zk9qLm3xPv7tRw2yQb8s\"}",
            ApiKey,
            "Zk9qLm3xPv7tRw2yQb8s",
        ),
        ("?to=anna%40example.com&cc=1", Email, "anna%40example.com"),
        ("mail anna＠firma.de", Email, "anna＠firma.de"),
        ("la password è Tr0ub4dor&3", Password, "Tr0ub4dor&3"),
        (
            "props:{label:\"Password\",value:\"Tr0ub4dor&3\"}",
            Password,
            "Tr0ub4dor&3",
        ),
        (
            "{\"type\":\"password\",\"value\":\"hunter2!\"}",
            Password,
            "hunter2!",
        ),
        ("write to anna%40firma.de", Email, "anna%40firma.de"),
        (
            "password: correct horse battery staple",
            Password,
            "correct horse battery staple",
        ),
        (
            "label \"password: Correct Horse Battery Staple\" in bold",
            Password,
            "Correct Horse Battery Staple",
        ),
        (
            "the password is violet kettle orbit 42, put it there",
            Password,
            "violet kettle orbit 42",
        ),
        (
            "password: correct horse battery staple in the field",
            Password,
            "correct horse battery staple",
        ),
        (
            "passphrase=correct-horse-battery-staple",
            Password,
            "correct-horse-battery-staple",
        ),
        (
            "Passwort: tulpe nebel anker\nName: Otto",
            Password,
            "tulpe nebel anker",
        ),
        ("ligue (11) 98765-4321 agora", Phone, "(11) 98765-4321"),
        ("(21) 3456-7890", Phone, "(21) 3456-7890"),
        ("8 (912) 345-67-89", Phone, "8 (912) 345-67-89"),
        ("или 8-912-345-67-89.", Phone, "8-912-345-67-89"),
        ("пароль: кот12345", Password, "кот12345"),
        ("ПАРОЛЬ — Kot2024!", Password, "Kot2024!"),
        ("парола: tigar99x", Password, "tigar99x"),
        ("hasło: Zima2024!", Password, "Zima2024!"),
        ("Moje HASŁO: Zima2024!", Password, "Zima2024!"),
        ("şifre: gizli123", Password, "gizli123"),
        ("我的密码：mima1234，请保存", Password, "mima1234"),
        ("密碼: mima1234", Password, "mima1234"),
        ("パスワード:himitsu99", Password, "himitsu99"),
        ("비밀번호: bimil1234", Password, "bimil1234"),
        ("label:\"비밀번호: bimil1234\"", Password, "bimil1234"),
        ("secret: p@ssW0rd!", Password, "p@ssW0rd!"),
        ("CLIENT_SECRET=x8Q~a1b2c3", Password, "x8Q~a1b2c3"),
        ("postgres://u:p4ssw0rd@db:5432/x", Password, "p4ssw0rd"),
        ("href:\"https://admin:secret@intranet/x\"", Password, "secret"),
        ("mongodb+srv://app:p@ss,w@c0.example.net/db", Password, "p@ss,w"),
        ("redis://:hunter2@cache:6379", Password, "hunter2"),
        ("smtps://joe@mail:hunter2@relay:465", Password, "hunter2"),
        ("Authorization: Basic dXNlcjpwYXNz", ApiKey, "dXNlcjpwYXNz"),
        ("Basic dXNlcjpwYXNzd29yZA==", ApiKey, "dXNlcjpwYXNzd29yZA=="),
        ("mail joe&#64;gmail.com", Email, "joe&#64;gmail.com"),
        ("joe.m&#x40;gmail.com", Email, "joe.m&#x40;gmail.com"),
        ("joe&commat;gmail.com!", Email, "joe&commat;gmail.com"),
        (
            "ｊｏｅ．ｍ＠ｇｍａｉｌ．ｃｏｍ",
            Email,
            "ｊｏｅ．ｍ＠ｇｍａｉｌ．ｃｏｍ",
        ),
        (
            "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq",
            ApiKey,
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq",
        ),
        (
            "AccountName=x;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6==;EndpointSuffix=core.windows.net",
            ApiKey,
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6==",
        ),
        (
            "\"accessKey\": \"q7Kx9TzW2mVbN4rYcP1dHs8J\"",
            ApiKey,
            "q7Kx9TzW2mVbN4rYcP1dHs8J",
        ),
        (
            "authToken: q7Kx9TzW2mVbN4rYcP1dHs8J",
            ApiKey,
            "q7Kx9TzW2mVbN4rYcP1dHs8J",
        ),
        (
            "clientSecret=q7Kx9TzW2mVbN4rYcP1dHs8J",
            ApiKey,
            "q7Kx9TzW2mVbN4rYcP1dHs8J",
        ),
        (
            "secretKey=q7Kx9TzW2mVbN4rYcP1dHs8J",
            ApiKey,
            "q7Kx9TzW2mVbN4rYcP1dHs8J",
        ),
        (
            "awsSecretAccessKey is q7Kx9TzW2mVbN4rYcP1dHs8J",
            ApiKey,
            "q7Kx9TzW2mVbN4rYcP1dHs8J",
        ),
        (
            "openAIKey: q7Kx9TzW2mVbN4rYcP1dHs8J",
            ApiKey,
            "q7Kx9TzW2mVbN4rYcP1dHs8J",
        ),
        (
            "SharedAccessKey=q7Kx9TzW2mVbN4rYcP1dHs8J",
            ApiKey,
            "q7Kx9TzW2mVbN4rYcP1dHs8J",
        ),
        (
            "PrivateKey: q7Kx9TzW2mVbN4rYcP1dHs8J",
            ApiKey,
            "q7Kx9TzW2mVbN4rYcP1dHs8J",
        ),
        (
            "accountkey q7Kx9TzW2mVbN4rYcP1dHs8J",
            ApiKey,
            "q7Kx9TzW2mVbN4rYcP1dHs8J",
        ),
        (
            "ACCESSTOKEN=q7Kx9TzW2mVbN4rYcP1dHs8J",
            ApiKey,
            "q7Kx9TzW2mVbN4rYcP1dHs8J",
        ),
        ("clientSecret: x8Q~a1b2c3", Password, "x8Q~a1b2c3"),
        ("smtpPass=hunter22", Password, "hunter22"),
        ("dbPwd: Sommer2024", Password, "Sommer2024"),
        ("pwd Sommer2024", Password, "Sommer2024"),
        ("the pw hunter#22 in it", Password, "hunter#22"),
        ("the password for the wifi is Sommer2024", Password, "Sommer2024"),
        (
            "password for the guest Wi-Fi: \"Sommer2024!\"",
            Password,
            "Sommer2024!",
        ),
        (
            "das Passwort für das WLAN lautet Sommer2024.",
            Password,
            "Sommer2024",
        ),
        ("le mot de passe du wifi est Ete2024!", Password, "Ete2024!"),
        ("la contraseña del wifi es Verano2024", Password, "Verano2024"),
        ("password is \"Sommer 2024!\"", Password, "Sommer 2024!"),
        ("{\"password\":\"Sommer 2024!\"}", Password, "Sommer 2024!"),
        ("heslo: Kocka123!", Password, "Kocka123!"),
        ("Heslo k wifi, HESLO=kocka123", Password, "kocka123"),
        ("lösenord: Sommar2024", Password, "Sommar2024"),
        ("Jelszó: Nyar2024!", Password, "Nyar2024!"),
        ("http://8.8.8.8/x", Ip, "8.8.8.8"),
        ("edge: http://1.2.3.4:80", Ip, "1.2.3.4"),
    ] {
        let report = report(prompt);
        let found: Vec<(SecretKind, &str)> = report
            .placeholders
            .iter()
            .map(|p| (p.kind, p.text.as_str()))
            .collect();
        assert_eq!(found, [(kind, secret)], "{prompt}");
        assert!(!report.masked.contains(secret), "{prompt}");
        assert_eq!(unmask(&report.masked, &report.placeholders), prompt);
    }
}

/// GRD-3: what only looks like personal data stays.
#[test]
fn grd_3_other_numbers_stay() {
    for prompt in [
        "make 12:62 full width",
        "revenue should read € 51,900",
        "open 24/7, from 23:00 to 06:30",
        "founded in 1998, 2020-2024",
        "on 2024-01-15 at 10:30 and 15.01.2024 and 01/15/2024",
        "order number 20231234567 is late",
        "order 1042-3391-22",
        "invoice 0123456789 paid",
        "background #1e3a8a and #ff8800",
        "make it 1920x1080 or 1440 x 900",
        "version 10.15.7 and build 10.0.19041.1 and 1.2.3.4 and v2.10.33.4",
        "version 10.15.70.12 of 01.02.2024.55",
        "chapter 12.10.11.14 and 1.2.3.4.5 and 300.400.500.600",
        "localhost 127.0.0.1 and 0.0.0.0 and 255.255.255.0",
        "at 10:30:45, ratio 16:9:1, a::before and li::marker, ::1, face::bead",
        "mac aa:bb:cc:dd:ee:ff",
        "666-12-3456 and 912-34-5678 and 123-00-4567 and 123-45-0000",
        "order 123-45-6789, 123-45-67890 and 1123-45-6789",
        "password: at least 8 characters",
        "Password: required",
        "password: \"Enter your password\"",
        "password: 320px, pw: 12rem, password = optional, password: #ff0000",
        "password: ••••••••, password: ********",
        "the password is wrong",
        "set the password label to Secret word",
        "type=password width=120",
        "look at polka dot dresses",
        "put it (at) the top, dot com in the logo",
        "meet at noon, dot by dot",
        "the pass button, a pwd1 field",
        "phone placeholder 000-00-0000",
        "the basic MyButtonPrimary card and the basic plan",
        "npm_config_cache and hf_transformers and sk_live_mode, github_pat_scopes, GHP_LABEL",
        "link to http://example.com/a/1234567890",
        "the image logo@2x.png",
        "install react@18.2.0",
        "ask @anna about it",
        "padding 16px 24px 16px 24px",
        "price 1.299.000,00 €",
        "$ 1 234 567 890",
        "phone mockup of 390 by 844",
        "phone field 320 wide",
        "add the key metrics card",
        "token balance: 1,000,000",
        "ISBN 9783161484100",
        "tracking number 1234567890123456",
        "4111 1111 1111 1112 is not valid",
        "+12% and +3%",
        "sk-circle loader",
        "the key-value-store-configuration-panel",
        "ids 100000000 and 200000000",
        "coordinates 48.137154, 11.576124",
        "GB 12 3456",
        "swap 1 and 3",
        "change the phone number placeholder to +39 ...",
        "secret garden illustration as background",
        "password at least 8 characters",
        "password: make the field red and bigger",
        "Password: show hide toggle icon",
        "password: strong medium weak",
        "password: must match exactly once",
        "Password: minimum eight characters long",
        "Password: wrong or missing",
        "password: text button image card",
        "Passwort: mindestens acht Zeichen lang",
        "mot de passe : au moins huit caractères",
        "password: forgot your login details",
        "Password: Confirm Password: Email: Name",
        "the password is too short for this form",
        "the password is shown below the button",
        "password: border grey radius small",
        "password: reset link sent",
        "4111.1111.1111.1112 and 4111.11.11.11 and 1.4111.1111.1111.1111",
        "id a4111111111111111f and e4242424242424242 deadbeef and x_4111111111111111",
        "node4111111111111111_2 and 3fa4111111111111111",
        "build 20240115.4111.1111.1111",
        "the sign-in field 078051120 wide",
        "account 078051120",
        "security code 123456789",
        "SSN field 320 wide, SSN 666051120",
        "xai-theme and xai-dark-mode-component-library",
        "https://hooks.slack.com/services/ and https://hooks.slack.com/services/...",
        "https://slack.com/services/T00000000/list of things",
        "sig=1, signature: centered and wide, signature=MyComponentSignature",
        "width=100%25 of the page, 40%40 ratio, 20%401",
        "save 40%40off today",
        "props:{type:\"password\",value:\"required\",label:\"Hunter2!\"}",
        "password, value: make both fields wider",
        "https://s3-alpha-sig.figma.com/thumbnails/b6cff618-9b2b-4dd7-80cc-91ec717076f6",
        "1.2.3.4 and @ui/kit@1.2.3.4 and /docs/1.2.3.4/x and http://127.0.0.1/x",
        "(12) 2019-2024 and (11) 1234 and (24) 16-32",
        "8 (16) 24-32-48 and 8 120 240 320 480",
        "8 columns, 912 wide, 345-67-89",
        "Пароль: минимум восемь символов",
        "Пароль: не менее 8 символов",
        "пароль: обязательное поле",
        "Hasło: co najmniej osiem znaków",
        "Şifre: en az sekiz karakter olmalı",
        "密码：至少8个字符，包含字母和数字",
        "密碼：請輸入8至16個字元",
        "パスワード：8文字以上で入力してください",
        "비밀번호: 영문 숫자 조합 8자 이상 입력",
        "비밀번호: 8자이상입력하세요",
        "secret: the garden opens at 9",
        "Secret: 20% off until 2024-12-31!",
        "top secret: version2.0-beta",
        "secret=true, the secret menu, secret: hidden1",
        "https://example.com:8080/a@2x.png and https://host:443/x?mail=a",
        "https://cdn.example.com/@scope/pkg:1@2",
        "postgres://user:${PASSWORD}@host/db and https://u:{pw}@host",
        "password is required",
        "make the key bold",
        "make the keyHint2 bold, the tokenCount1000000 small",
        "\"dataKey\": \"revenue2024Total1\", rowKey=customer2024Overview1",
        "\"componentKey\":\"a1b2c3d4e5f60718293a4b5c6d7e8f9012345678\"",
        "colorToken: brandPrimary500Hover, spacingToken=spaceInline016Large",
        "hockey q7Kx9TzW2mVbN4rYcP1dHs8J and a monkey",
        "the accessKey field, authToken: required, clientSecret: hidden",
        "the password for the form is required",
        "the password for admins is at least 8 characters long",
        "the password for the field is 320px",
        "the password for the login: make it bold",
        "the password of the user on the second page is shown in Step2",
        "the password for new members of the big club of ours is Sommer2024",
        "pwd field, pwd Field2, pwd input2, pw step2, pwd 320px",
        "the pass Sommer2024 and the password Sommer2024 heading",
        "Password: \"Use 8+ letters!\", password is \"At least 8 characters!\"",
        "Heslo: alespoň osm znaků, heslo: nejméně 8 znaků",
        "Lösenord: minst åtta tecken, salasana: vähintään 8 merkkiä",
        "the basic plan, Basic settings, basic Information",
        "Basic MonthlyBilling and basic onboarding",
        "Tom&Jerry, R&D, Terms&amp;Conditions, Q&#38;A &#64; home",
    ] {
        assert_eq!(report(prompt).placeholders, [], "{prompt}");
    }
}

/// GRD-2: a long text without blanks, such as an image, takes linear time and is no key.
#[test]
fn grd_2_images_are_looked_through_once() {
    let image: String = (0..40_000u32)
        .map(|at| {
            ["aB3", "x/Y", "9+q", "Zk2"]
                .get(at.wrapping_mul(2_654_435_761) as usize >> 30)
                .copied()
                .unwrap_or("A")
        })
        .collect();
    let prompt = format!("src:\"data:image/png;base64,{image}\" mail a@b.de");
    let mut placeholders = Vec::new();
    let masked = mask(&prompt, &mut placeholders);
    assert!(masked.ends_with("mail [EMAIL_1]") && masked.contains(&image));
}

/// GRD-2: escapes of JSON are no part of what stands beside them, and come back as they were.
#[test]
fn grd_2_escapes_are_no_letters() {
    let written = r#"label:"Write to us:\nanna@firma.de\n203.0.113.77\nDE89370400440532013000\n0170 1234567\n4111 1111 1111 1111\n078-05-1120""#;
    let mut placeholders = Vec::new();
    let masked = mask(written, &mut placeholders);
    assert_eq!(
        masked,
        r#"label:"Write to us:\n[EMAIL_1]\n[IP_1]\n[IBAN_1]\n[PHONE_1]\n[CARD_1]\n[SSN_1]""#
    );
    assert_eq!(unmask(&masked, &placeholders), written);
    for key in [
        "A\\nsk-proj-abcdEFGH1234567890ijklMNOPqrstuvWX",
        "\\nghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "x\\tAKIAIOSFODNN7EXAMPLE",
        "\\u0009sk-proj-abcdEFGH1234567890ijklMNOPqrstuvWX",
    ] {
        let masked = mask(key, &mut Vec::new());
        assert!(
            masked.ends_with("[KEY_1]") && masked.contains('\\'),
            "{key}: {masked}"
        );
    }
    for password in [
        r#"{\"password\":\"Tr0ub4dor&3\"}"#,
        r#"password: \"Tr0ub4dor&3\""#,
        r#"DB_PASSWORD=\"Tr0ub4dor&3\""#,
        "password:\tTr0ub4dor&3",
        "password:\nTr0ub4dor&3",
        r"password:\nTr0ub4dor&3",
    ] {
        let masked = mask(password, &mut Vec::new());
        assert!(
            masked.contains("[PASSWORD_1]") && !masked.contains("Tr0ub"),
            "{password}: {masked}"
        );
    }
    let unseen = mask("Mail anna\u{200b}@firma.de", &mut Vec::new());
    assert_eq!(unseen, "Mail [EMAIL_1]");
    for plain in [
        r"C:\new\table",
        r#"say \"hello\" twice"#,
        r"Password:\nEnter it here",
        r"1\n2\n3",
    ] {
        assert_eq!(mask(plain, &mut Vec::new()), plain);
    }
}
