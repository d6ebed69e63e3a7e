// The wire to the playground: what thumbs do goes one way, the picture of the phone comes the other.

/** The playground heard the order and says no. */
export class Refused extends Error {}

/** Ask one thing under /playground/; Refused says what was wrong with it, another error that nobody heard. */
export async function ask(verb, order) {
  const answer = await fetch(`/playground/${verb}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(order),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Refused(said.description);
  return said;
}

/** Call `onPicture` with each picture of a person's phone, `onLost` while none comes and `onGone` when none will. */
export function follow(person, { onPicture, onLost, onGone }) {
  const events = new EventSource(`/page/events?person=${person}`);
  events.onmessage = (event) => onPicture(JSON.parse(event.data));
  events.onerror = () => (events.readyState === EventSource.CLOSED ? onGone() : onLost());
}
