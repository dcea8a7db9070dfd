-- wireproof: curl/token/default
curl 'https://api.example.com/'
-- /wireproof
