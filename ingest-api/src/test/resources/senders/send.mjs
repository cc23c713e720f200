// Signs with the senders' own packages, sends to the app and prints what it answered.
// INGEST_URL is where the app is; SOURCES is {sender: {sourceKey, secret}}.
import { sign } from "@octokit/webhooks-methods";
import { Webhook as StandardWebhook } from "standardwebhooks";
import Stripe from "stripe";
import { Webhook as SvixWebhook } from "svix";

const stripe = new Stripe("sk_test_unused");
const payload = JSON.stringify({ id: "evt_node", type: "invoice.paid", note: "10 €" });
const minutes = (count) => new Date(Date.now() + count * 60_000);
const otherSecret = (secret) => secret.slice(0, 10) + (secret[10] === "A" ? "B" : "A") + secret.slice(11);
const seconds = (date) => Math.floor(date.getTime() / 1000);

const senders = {
  stripe: (secret, body, at) => ({
    "Stripe-Signature": stripe.webhooks.generateTestHeaderString({
      payload: body,
      secret,
      timestamp: seconds(at),
    }),
  }),
  svix: (secret, body, at) => ({
    "svix-id": "msg_svix",
    "svix-timestamp": String(seconds(at)),
    "svix-signature": new SvixWebhook(secret).sign("msg_svix", at, body),
  }),
  standardwebhooks: (secret, body, at) => ({
    "webhook-id": "msg_standard",
    "webhook-timestamp": String(seconds(at)),
    "webhook-signature": new StandardWebhook(secret).sign("msg_standard", at, body),
  }),
  octokit: async (secret, body) => ({
    "X-GitHub-Delivery": "delivery_octokit",
    "X-GitHub-Event": "push",
    "X-Hub-Signature-256": await sign(secret, body),
  }),
};

const sources = JSON.parse(process.env.SOURCES);
const results = [];

async function send(sender, what, headers, body) {
  const response = await fetch(`${process.env.INGEST_URL}/api/webhook/${sources[sender].sourceKey}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body,
  });
  results.push({ sender, what, status: response.status, answer: await response.json() });
}

for (const [sender, headersOf] of Object.entries(senders)) {
  const { secret } = sources[sender];
  const headers = await headersOf(secret, payload, minutes(0));
  await send(sender, "genuine", headers, payload);
  await send(sender, "other body", headers, payload.replace("10", "11"));
  await send(sender, "other secret", await headersOf(otherSecret(secret), payload, minutes(0)), payload);
  for (const name of Object.keys(headers).filter((header) => !header.startsWith("X-GitHub-"))) {
    const { [name]: value, ...others } = headers;
    await send(sender, `no ${name}`, others, payload);
    await send(sender, `shorter ${name}`, { ...others, [name]: value.slice(0, -1) }, payload);
  }
  if (sender !== "octokit") {
    await send(sender, "too old", await headersOf(secret, payload, minutes(-6)), payload);
    await send(sender, "too new", await headersOf(secret, payload, minutes(6)), payload);
  }
}
console.log(JSON.stringify(results));
