import type { PromptReport } from "bozzetto";

/** The parts of a prompt, each with its share of the budget. */
export function PromptSections({ report }: { report: PromptReport }) {
  return (
    <div className="prompt-sections">
      <p className="prompt-total"><b>{report.totalTokens.toLocaleString()}</b> of {report.budgetTokens.toLocaleString()} tokens</p>
      {report.sections.map(section => (
        <details key={section.name}>
          <summary>
            <span>{section.name}</span>
            <span className="fine">{section.tokens.toLocaleString()} tokens{section.dropped > 0 && `, ${section.dropped.toLocaleString()} dropped`}</span>
            <i style={{ width: `${report.totalTokens > 0 ? Math.max(1, (section.tokens / report.totalTokens) * 100) : 0}%` }} />
          </summary>
          <pre tabIndex={0}>{section.text || "Empty"}</pre>
        </details>
      ))}
    </div>
  );
}
