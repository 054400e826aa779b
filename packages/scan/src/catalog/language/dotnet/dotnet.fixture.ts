/** What the .NET tools and NuGet write. */
import type { Sample } from '../look-at.fixture.ts';

export const deps: Sample = {
  path: 'app/shop.deps.json',
  content: `{
  "runtimeTarget": { "name": ".NETCoreApp,Version=v8.0/linux-x64", "signature": "" },
  "compilationOptions": {},
  "targets": {
    ".NETCoreApp,Version=v8.0": {},
    ".NETCoreApp,Version=v8.0/linux-x64": {
      "shop/1.0.0": { "dependencies": { "Newtonsoft.Json": "12.0.1", "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64": "8.0.1" }, "runtime": { "shop.dll": {} } },
      "Newtonsoft.Json/12.0.1": { "dependencies": { "System.Net.Http": "4.3.0" }, "runtime": { "lib/netstandard2.0/Newtonsoft.Json.dll": { "assemblyVersion": "12.0.0.0" } } },
      "System.Net.Http/4.3.0": { "dependencies": { "System.Runtime": "4.3.0" } },
      "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": { "runtime": { "System.Runtime.dll": {} } }
    }
  },
  "libraries": {
    "shop/1.0.0": { "type": "project", "serviceable": false, "sha512": "" },
    "Newtonsoft.Json/12.0.1": { "type": "package", "serviceable": true, "sha512": "sha512-x", "path": "newtonsoft.json/12.0.1" },
    "System.Net.Http/4.3.0": { "type": "package", "serviceable": true, "sha512": "sha512-x" },
    "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": { "type": "runtimepack", "serviceable": false, "sha512": "" }
  }
}`,
};

export const packagesLock: Sample = {
  path: 'src/shop/packages.lock.json',
  content: `{
  "version": 1,
  "dependencies": {
    "net8.0": {
      "Serilog": { "type": "Direct", "requested": "[2.12.0, )", "resolved": "2.12.0", "contentHash": "x" },
      "System.Text.Json": { "type": "Transitive", "resolved": "8.0.0", "contentHash": "y", "dependencies": { "System.Text.Encodings.Web": "8.0.0" } },
      "mine": { "type": "Project" }
    }
  }
}`,
};

export const packagesConfig: Sample = {
  path: 'src/old/packages.config',
  content: `<?xml version="1.0" encoding="utf-8"?>
<packages>
  <!-- <package id="Commented" version="1.0.0" /> -->
  <package id="jQuery" version="3.1.1" targetFramework="net46" />
  <package developmentDependency="true" id='NUnit' version='3.13.0' />
</packages>
`,
};

export const dotnetSamples: Readonly<Record<string, readonly Sample[]>> = {
  'dotnet-deps': [deps],
  'nuget-lock': [packagesLock],
  'nuget-config': [packagesConfig],
};
