// Asks with OpenAI's own client and prints what it understood. OPENAI_BASE_URL and OPENAI_API_KEY
// say where and as whom.
import OpenAI from "openai";

const client = new OpenAI({ maxRetries: 0 });
const ask = (content, more) => ({ model: "gpt-4o-mini", messages: [{ role: "user", content }], ...more });
const said = {};

const whole = await client.chat.completions.create(ask("hello big world"));
said.whole = whole.choices[0].message.content;
said.total = whole.usage.total_tokens;
said.requestId = whole._request_id;

said.streamed = [];
const stream = await client.chat.completions.create(
  ask("hello big world", { stream: true, stream_options: { include_usage: true } }),
);
for await (const chunk of stream) {
  const text = chunk.choices[0]?.delta.content;
  if (text) said.streamed.push(text);
  if (chunk.usage) said.streamedTotal = chunk.usage.total_tokens;
}

const tools = [{ type: "function", function: { name: "weather", parameters: { type: "object" } } }];
const runner = client.chat.completions.stream(ask("tools please", { tools }));
const call = (await runner.finalMessage()).tool_calls[0].function;
said.tool = `${call.name} ${call.arguments}`;

said.models = [];
for await (const model of client.models.list()) said.models.push(model.id);

const failure = async (promise) => {
  try {
    await promise;
    return "none";
  } catch (error) {
    return `${error.status} ${error.code}`;
  }
};
said.refused = await failure(client.chat.completions.create(ask("fail provider-refused")));
said.stranger = await failure(new OpenAI({ apiKey: "nobody", maxRetries: 0 }).models.list());

try {
  const broken = await client.chat.completions.create(ask("again OTHER", { stream: true }));
  for await (const chunk of broken) void chunk;
  said.broken = "none";
} catch (error) {
  said.broken = error.code;
}
console.log(JSON.stringify(said));
