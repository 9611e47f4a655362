// How loud each part is: its own volume, and who is muted or alone.

export interface PartSetting {
  readonly is_muted: boolean;
  readonly is_solo: boolean;
  readonly volume: number;
}

export const PLAIN_SETTING: PartSetting = {is_muted: false, is_solo: false, volume: 0.8};

export type PartSettings = ReadonlyMap<number, PartSetting>;

export const setting_of = (settings: PartSettings, part: number): PartSetting => settings.get(part) ?? PLAIN_SETTING;

export function changed_setting(settings: PartSettings, part: number, change: Partial<PartSetting>): PartSettings {
  return new Map(settings).set(part, {...setting_of(settings, part), ...change});
}

/** Solo wins over mute of others, mute over solo of the same part. `parts` are those that exist. */
export function gain_of(settings: PartSettings, parts: readonly number[], part: number): number {
  const setting = setting_of(settings, part);
  const is_someone_solo = parts.some((id) => setting_of(settings, id).is_solo);
  if (setting.is_muted || (is_someone_solo && !setting.is_solo)) return 0;
  return setting.volume;
}

/** A equals 0, B equals 1; both together are equally loud in between. */
export function crossfade(place: number): {a: number; b: number} {
  const angle = Math.min(Math.max(place, 0), 1) * Math.PI / 2;
  const tidy = (gain: number) => gain < 1e-6 ? 0 : gain;
  return {a: tidy(Math.cos(angle)), b: tidy(Math.sin(angle))};
}
