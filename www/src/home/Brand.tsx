import "./brand.css";

export function Brand({ compact }: { compact?: boolean }) {
  return (
    <a className="brand" href="#/" aria-label="Bozzetto, first screen">
      <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
        <path d="M9 25V7h6.5a4.5 4.5 0 0 1 0 9H9" className="brand-drawn" />
        <path d="M9 16h8a4.5 4.5 0 0 1 0 9H9" className="brand-sketched" />
      </svg>
      {!compact && <span>Bozzetto</span>}
    </a>
  );
}
