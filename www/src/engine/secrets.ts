/** Parameters that servers take keys in, by the ends of their names. */
const NAMES = /(key|token|secret|passw(or)?d|pwd|auth|authorization|sig|signature|credentials?)$/i;
/** Values that are keys whatever they are called: beginnings that vendors use, and long ones without words. */
const VALUES = /^(sk-|gsk_|xai-|hf_|ghp_|AIza|eyJ)|^(?=.*\d)[A-Za-z0-9+/=_]{24,}$/;

/** The parameter of an address that holds a key; null if there is none. Addresses are stored, and keys never are. */
export function keyWithin(address: string): string | null {
  if (!URL.canParse(address)) return null;
  for (const [name, value] of new URL(address).searchParams) if (value !== "" && (NAMES.test(name) || VALUES.test(value))) return name;
  return null;
}
