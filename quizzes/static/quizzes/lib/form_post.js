/* A question that an editor asks of the server: fields in, JSON out; null where it did not answer. */

export async function post(address, fields) {
  const body = new FormData();
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  try {
    const reply = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" } });
    return reply.headers.get("Content-Type")?.includes("json") ? await reply.json() : null;
  } catch {
    return null;
  }
}
