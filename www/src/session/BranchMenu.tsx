import { shorten } from "../preview/model.ts";
import { Foreign } from "../ui/Foreign.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Menu, MenuItem } from "../ui/Menu.tsx";
import { useSessionActions, useSessionState } from "./SessionContext.ts";

/** The branches: where one is, where to go, and what to bring over. */
export function BranchMenu() {
  const { snapshot } = useSessionState();
  const { view } = snapshot;
  return (
    <Menu label={`Branch: ${shorten(view.branch, 60)}`} title="Branches" align="start" buttonClass="bar-button" button={<><Icon name="branch" size={16} /><span><Foreign text={view.branch} /></span><Icon name="chevronDown" size={16} /></>}>
      {close => <BranchItems close={close} />}
    </Menu>
  );
}

export function BranchItems({ close }: { close: () => void }) {
  const { snapshot } = useSessionState();
  const { switchBranch, askForMerge, askForBranch } = useSessionActions();
  const { view } = snapshot;
  const others = view.branches.filter(branch => branch.name !== view.branch);
  return (
    <>
      {view.branches.map(branch => (
        <MenuItem key={branch.name} checked={branch.name === view.branch} note={`v${branch.head}`} onSelect={() => { close(); if (branch.name !== view.branch) switchBranch(branch.name); }}>{shorten(branch.name, 60)}</MenuItem>
      ))}
      <div className="menu-rule" role="separator" />
      <MenuItem icon={<Icon name="branch" />} disabled={view.currentVersion === 0} onSelect={() => { close(); askForBranch(view.currentVersion); }}>New branch from v{view.currentVersion}</MenuItem>
      {others.map(branch => <MenuItem key={branch.name} icon={<Icon name="merge" />} onSelect={() => { close(); askForMerge(branch.name); }}>Merge {shorten(branch.name, 60)} into {shorten(view.branch, 60)}…</MenuItem>)}
    </>
  );
}
