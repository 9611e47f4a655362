// Undo and redo over immutable states: a command is a label and the state it made.

export interface Step<State> {
  readonly label: string;
  readonly state: State;
}

export interface History<State> {
  readonly present: State;
  /** Oldest first: what was before each command, under that command's label. */
  readonly past: readonly Step<State>[];
  /** The next to redo first. */
  readonly future: readonly Step<State>[];
}

/** Scores share what they do not change, so that this many cost little. */
const MOST_STEPS = 500;

export function begin<State>(present: State): History<State> {
  return {present, past: [], future: []};
}

export function perform<State>(history: History<State>, label: string, state: State): History<State> {
  if (state === history.present) return history;
  return {present: state, past: [...history.past, {label, state: history.present}].slice(-MOST_STEPS), future: []};
}

export function undo<State>(history: History<State>): History<State> {
  const step = history.past.at(-1);
  if (!step) return history;
  return {present: step.state, past: history.past.slice(0, -1),
    future: [{label: step.label, state: history.present}, ...history.future]};
}

export function redo<State>(history: History<State>): History<State> {
  const step = history.future[0];
  if (!step) return history;
  return {present: step.state, past: [...history.past, {label: step.label, state: history.present}],
    future: history.future.slice(1)};
}
