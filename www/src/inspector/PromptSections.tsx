import type { PromptReport } from "bozzetto";

/** The parts of a prompt, each with its share of the budget. */
export function PromptSections({ report }: { report: PromptReport }) {
  return (
    <div className="prompt-sections">
      <p className="prompt-total"><b>{report.totalTokens.toLocaleString()}</b> of {report.budgetTokens.toLocaleString()} tokens</p>
      {report.sections.map((section, at) => (
        <details key={at}>
          <summary>
            <span>{section.name}</span>
            <span className="fine">{section.tokens.toLocaleString()} tokens{section.dropped > 0 && `, ${section.dropped.toLocaleString()} dropped`}</span>
            <i style={{ width: `${report.totalTokens > 0 ? Math.max(1, (section.tokens / report.totalTokens) * 100) : 0}%` }} />
          </summary>
          {section.suspicious.length > 0 && <p className="prompt-orders">Looks as if it spoke to the model, and is told to be data: {section.suspicious.join(", ")}</p>}
          <pre tabIndex={0}>{section.text || (section.name === "images" ? "As they were given; they are kept nowhere." : "Empty")}</pre>
        </details>
      ))}
    </div>
  );
}
