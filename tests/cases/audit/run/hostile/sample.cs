// GetEnvironmentVariable("X_@TOKEN@") (so that whatever this starts can be found)
using System.Diagnostics;

foreach (var path in new[] { "@FOLDER@/made", "@FOLDER@/page.md", "/tmp/@TOKEN@" })
{
    try { File.WriteAllText(path, "broken"); } catch (Exception error) { Console.WriteLine(error.Message); }
}
try { Directory.Delete("@FOLDER@", true); } catch (Exception error) { Console.WriteLine(error.Message); }
var secret = File.Exists("@FOLDER@/secret.txt") ? File.ReadAllText("@FOLDER@/secret.txt") : "none";
using var client = new HttpClient();
client.DefaultRequestHeaders.Add("Authorization", $"Bearer {secret}");
using var response = await client.GetAsync("https://api.acme.dev/v1/items");
response.EnsureSuccessStatusCode();
Console.WriteLine(await response.Content.ReadAsStringAsync());
for (var count = 0; count < 100; count++)
{
    try { Process.Start("sleep", "60"); } catch (Exception) { break; }
}
while (true) { }
