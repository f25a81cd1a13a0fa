import "./brand.css";

export function Brand({ compact }: { compact?: boolean }) {
  return (
    <a className="brand" href="#/" aria-label="Bozzetto, first screen">
      <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
        <rect x="10.5" y="10.5" width="17" height="17" rx="4" className="brand-sketched" />
        <rect x="4.5" y="4.5" width="17" height="17" rx="4" className="brand-drawn" />
      </svg>
      {!compact && <span>Bozzetto</span>}
    </a>
  );
}
