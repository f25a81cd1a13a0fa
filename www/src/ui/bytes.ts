/** A number of bytes in words. */
export function bytes(count: number): string {
  return count < 1000 ? `${Math.round(count)} bytes` : count < 1_000_000 ? `${(count / 1000).toFixed(1)} kB` : `${(count / 1_000_000).toFixed(1)} MB`;
}
