// The wire to the playground: what people do goes one way, the pictures of what they see come the other.

const AGAIN_SECONDS = 1;

/** The playground heard the order and says no. */
export class Refused extends Error {}

/** Ask one thing under /playground/; Refused says what was wrong with it, another error that nobody heard. */
export function ask(verb, order = {}) {
  return told(fetch(`/playground/${verb}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(order),
  }));
}

/** Send a file from a phone: `where` has the person, what to send it `as`, and the chat and topic if it is a group's. */
export function upload(file, where) {
  return told(fetch(`/page/upload?${query(where)}`, { method: "POST", body: file }));
}

/**
 * Call `onPicture` with each picture of what somebody sees, and `onLost` whenever none comes any more; what was lost is
 * asked for again until close() is called. A web socket: of other streams a browser opens six at most for all its tabs.
 */
export function follow(path, where, { onPicture, onLost }) {
  let socket, again;
  const open = () => {
    socket = new WebSocket(`ws://${location.host}/page/${path}?${query(where)}`);
    socket.onmessage = (event) => onPicture(JSON.parse(event.data));
    socket.onclose = () => {
      onLost();
      again = setTimeout(open, AGAIN_SECONDS * 1000);
    };
  };
  open();
  return {
    close() {
      clearTimeout(again);
      socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}

async function told(request) {
  const answer = await request;
  const said = await answer.json();
  if (!answer.ok) throw new Refused(said.description);
  return said;
}

function query(where) {
  return new URLSearchParams(Object.entries(where).filter(([, value]) => value !== null && value !== undefined));
}
