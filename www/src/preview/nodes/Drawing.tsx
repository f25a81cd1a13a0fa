import { shapes } from "../../ui/shapes.ts";

/** Simple drawings for the icon names that designs use most; other names get their first letter. */
const paths: Readonly<Record<string, string>> = {
  "arrow-left": shapes.back, "arrow-right": "M5 12h14m-6-6 6 6-6 6", bell: "M6 16V11a6 6 0 1 1 12 0v5l2 2H4zm4 5h4", bike: "M6 18a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm12 0a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM6 14.5l4-7h5l3 7m-8.5-4.5L13 15l3-6",
  bookmark: "M7 4h10v16l-5-4-5 4z", calendar: "M4 6h16v14H4zM4 10h16M8 3v5m8-5v5", camera: "M4 8h4l2-3h4l2 3h4v11H4zm8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z", cart: "M3 4h3l2 11h10l2-8H7m2 13h.01M17 20h.01",
  chart: "M5 20V10m7 10V4m7 16v-7", chat: shapes.chat, check: shapes.check, "chevron-down": shapes.chevronDown, "chevron-right": shapes.chevronRight,
  clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16Zm0-12v4.5l3 2", close: shapes.close, cloud: "M7 18a4 4 0 1 1 .6-7.95A5.5 5.5 0 0 1 18 12a3 3 0 0 1 0 6z", credit: "M3 6h18v12H3zm0 4h18", download: shapes.download,
  edit: "M4 20h4L19 9l-4-4L4 16z", eye: "M2 12s4-6 10-6 10 6 10 6-4 6-10 6S2 12 2 12Zm10 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z", file: "M6 3h8l4 4v14H6z", filter: "M4 6h16M7 12h10m-7 6h4", flag: "M6 21V4h12l-3 4 3 4H6", folder: "M3 6h6l2 2h10v11H3z",
  globe: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16Zm-8-8h16M12 4c3 3 3 13 0 16-3-3-3-13 0-16", heart: "M12 20S4 15 4 9.5A4 4 0 0 1 12 8a4 4 0 0 1 8 1.5C20 15 12 20 12 20Z", home: "m4 11 8-7 8 7v9h-5v-6H9v6H4z", image: "M4 5h16v14H4zm0 11 5-5 4 4 3-3 4 4M15.5 9.5h.01",
  info: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16Zm0-9v5m0-8v.01", leaf: "M5 19C4 9 10 4 20 4c0 10-5 15-13 13m-2 4c1-5 4-8 8-10", lock: "M6 11h12v9H6zm3 0V8a3 3 0 0 1 6 0v3", mail: "M3 6h18v12H3zm0 1 9 6 9-6", map: "m3 6 6-2 6 2 6-2v14l-6 2-6-2-6 2zm6-2v14m6-12v14",
  menu: "M4 7h16M4 12h16M4 17h16", mic: "M12 14a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3Zm-6-3a6 6 0 0 0 12 0m-6 6v4", minus: shapes.minus, more: shapes.more, paperclip: "m19 11-7.5 7.5a4.5 4.5 0 0 1-6.4-6.4L13 4.5a3 3 0 0 1 4.2 4.2l-7.7 7.7a1.5 1.5 0 0 1-2-2L14 8", pause: "M8 5v14m8-14v14",
  phone: "M6 4h4l1.5 5L9 10.5a12 12 0 0 0 4.5 4.5L15 12.5l5 1.5v4a2 2 0 0 1-2 2A14 14 0 0 1 4 6a2 2 0 0 1 2-2Z", play: "M8 5v14l11-7z", plus: shapes.plus, profile: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8a7 7 0 0 1 14 0", search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 5 5", send: "m4 12 16-8-6 17-3-7z",
  settings: shapes.settings, share: "M12 15V4m-4 4 4-4 4 4M5 13v7h14v-7", star: "m12 4 2.5 5.2 5.7.7-4.2 3.9 1.1 5.7L12 16.7 6.9 19.5 8 13.8 3.8 9.9l5.7-.7z", sun: shapes.sun,
  tag: "M4 4h8l8 8-8 8-8-8zm4 4h.01", trash: "M4 7h16M9 7V4h6v3m3 0-1 13H7L6 7", truck: "M3 6h11v10H3zm11 4h4l3 3v3h-7M7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm10 0a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z", upload: shapes.upload, users: "M9 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8a7 7 0 0 1 14 0m0-8a4 4 0 0 0 0-8m6 16a7 7 0 0 0-4-6",
  video: "M3 7h12v10H3zm12 4 6-4v10l-6-4", wallet: "M4 7h14v12H4zm0 0 10-3v3m4 5h2v3h-2", warning: shapes.warning,
};

const others: Readonly<Record<string, string>> = {
  user: "profile", person: "profile", account: "profile", people: "users", "shopping-cart": "cart", bag: "cart", basket: "cart", gear: "settings", cog: "settings", email: "mail", envelope: "mail", x: "close", add: "plus", bicycle: "bike",
  back: "arrow-left", next: "arrow-right", location: "map", pin: "map", "map-pin": "map", photo: "image", picture: "image", message: "chat", comment: "chat", time: "clock", timer: "clock", delete: "trash", notification: "bell", notifications: "bell",
  call: "phone", tel: "phone", magnifier: "search", hamburger: "menu", dots: "more", ellipsis: "more", tick: "check", done: "check", "credit-card": "credit", card: "credit", weather: "cloud", favorite: "heart", like: "heart", microphone: "mic", pencil: "edit",
};

export function Drawing({ name, fill }: { name: string; fill?: boolean }) {
  const wanted = name.toLowerCase();
  const key = Object.hasOwn(others, wanted) ? others[wanted] ?? wanted : wanted;
  const path = Object.hasOwn(paths, key) ? paths[key] : undefined;
  return (
    <svg className={fill ? "wf-drawing wf-drawing-fill" : "wf-drawing"} viewBox="0 0 24 24" aria-hidden="true">
      {path ? <path d={path} /> : <><circle cx="12" cy="12" r="9" /><text x="12" y="16" textAnchor="middle">{[...name][0]?.toUpperCase() ?? "·"}</text></>}
    </svg>
  );
}
