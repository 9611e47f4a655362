// Tells who listens with a screen reader what happened; polite, one sentence at a time.

export function announce(text: string): void {
  const region = document.getElementById("announcements");
  if (!region || region.textContent === text) return;
  region.textContent = text;
}
